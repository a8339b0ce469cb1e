// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stands on the listening socket: counts connections, closes those above the limit and those that don't get a first
 * request through in time (however slowly they drip it), and can stop listening while open connections live on.
 */
@ChannelHandler.Sharable
final class Acceptor extends ChannelInboundHandlerAdapter {
    private final AtomicInteger connections = new AtomicInteger();
    private final int limit;
    private final Duration firstRequest;
    private volatile @Nullable Channel listening;

    Acceptor(int limit, Duration firstRequest) {
        this.limit = limit;
        this.firstRequest = firstRequest;
    }

    int connections() {
        return connections.get();
    }

    void stop() {
        Channel channel = listening;
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        listening = context.channel();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel child = (Channel) message;
        if (connections.incrementAndGet() > limit) {
            connections.decrementAndGet();
            child.unsafe().closeForcibly();
            return;
        }
        child.closeFuture().addListener(closed -> connections.decrementAndGet());
        child.pipeline().addLast(new FirstRequest(firstRequest));
        context.fireChannelRead(message);
    }

    /** On the child: takes itself out when the first request is there. */
    static final class FirstRequest extends ChannelInboundHandlerAdapter {
        private final Duration within;
        private @Nullable ScheduledFuture<?> end;

        FirstRequest(Duration within) {
            this.within = within;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            end = context.executor().schedule(() -> context.close(), within.toNanos(), TimeUnit.NANOSECONDS);
            context.fireChannelActive();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (end != null) {
                end.cancel(false);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

import dev.mehari.oip.BodyMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Vert.x on an HTTP/1 connection, for two things that Vert.x does at a price.
 *
 * <p><b>One request at a time.</b> A client may send the next request before it has the answer. Vert.x takes in all of
 * them and walks the whole queue for each; here they wait, and reading stops until they have been let through.
 *
 * <p><b>Large bodies arrive once.</b> Vert.x copies each chunk to the heap. A body whose length is declared and large is
 * put together here, in direct memory if it holds binary tensors (laid so that they are aligned), and goes on as one
 * piece. Memory is taken as the bytes come, four times as much each time it is full, so that a client that only promises
 * gets nothing.
 *
 * <p>Confined to its connection's event loop.
 */
final class RequestGate extends ChannelDuplexHandler {
    static final String BINARY_HEADER = "inference-header-content-length";
    private static final int FIRST_PIECE = 1 << 20;
    private static final int GROWTH = 4;
    private static final int ALIGNMENT = 64;

    private final BodyMemory memory;
    private final int largest;
    private final Queue<Object> waiting = new ArrayDeque<>();

    /** Whether a request's body, or its answer, is still to end. */
    private boolean receiving;

    private boolean answering;
    private boolean draining;

    /** Of the body being put together: its declared length, 0 for one that goes through in chunks. */
    private int length;

    /** Bytes left free before it, so that its binary tensors are aligned. */
    private int shift;

    private boolean binary;
    private @Nullable ByteBuffer body;

    RequestGate(BodyMemory memory, int largest) {
        this.memory = memory;
        this.largest = largest;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!waiting.isEmpty() || message instanceof HttpRequest && (receiving || answering)) {
            waiting.add(message);
            context.channel().config().setAutoRead(false);
            return;
        }
        letThrough(context, message);
    }

    private void letThrough(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            receiving = true;
            answering = true;
            begin(request);
        }
        boolean last = message instanceof LastHttpContent;
        if (last) {
            receiving = false;
        }
        if (length > 0 && message instanceof HttpContent content) {
            collect(context, content, last);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (message instanceof LastHttpContent && !isInformation(message)) {
            answering = false;
            if (!waiting.isEmpty() && !draining) {
                draining = true;
                context.executor().execute(() -> drain(context)); // when Vert.x is done with the answer
            }
        }
    }

    private static boolean isInformation(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void drain(ChannelHandlerContext context) {
        draining = false;
        while (!waiting.isEmpty() && !(waiting.peek() instanceof HttpRequest && (receiving || answering))) {
            letThrough(context, waiting.remove());
        }
        if (waiting.isEmpty()) {
            context.channel().config().setAutoRead(true);
        }
        context.fireChannelReadComplete();
    }

    // ------------------------------------------------------------------------------------------------ large bodies

    private void begin(HttpMessage request) {
        length = 0;
        body = null;
        String declared = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        if (declared == null || declared.length() < 5) { // less than 10,000 bytes
            return;
        }
        long size = number(declared);
        if (size < BodyMemory.LARGE
                || size > largest
                || !request.decoderResult().isSuccess()) {
            return; // small, refused, or broken
        }
        String json = request.headers().get(BINARY_HEADER);
        binary = json != null && !request.headers().contains(HttpHeaderNames.CONTENT_ENCODING);
        length = (int) size;
        shift = binary ? (int) Math.floorMod(-number(json), (long) ALIGNMENT) : 0;
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits.strip());
        } catch (NumberFormatException e) {
            return 0; // whoever reads the header next will say so
        }
    }

    private void collect(ChannelHandlerContext context, HttpContent content, boolean last) {
        if (!answering) { // refused already: nobody will look at it
            body = null;
            ReferenceCountUtil.release(content);
            if (last) {
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
            return;
        }
        if (!content.decoderResult().isSuccess()) {
            length = 0;
            body = null;
            context.fireChannelRead(content);
            return;
        }
        try {
            ByteBuf chunk = content.content();
            int more = chunk.readableBytes();
            if (more > 0) {
                ByteBuffer target = withRoomFor(more);
                target.limit(target.position() + more);
                chunk.readBytes(target);
            }
        } finally {
            ReferenceCountUtil.release(content);
        }
        if (last) {
            ByteBuffer whole = withRoomFor(0).flip().position(shift);
            length = 0;
            body = null;
            context.fireChannelRead(new DefaultLastHttpContent(Unpooled.wrappedBuffer(whole)));
        }
    }

    private ByteBuffer withRoomFor(int more) {
        ByteBuffer current = body;
        if (current == null) {
            current = take(Math.min(length, FIRST_PIECE));
            body = current;
        }
        int needed = current.position() - shift + more;
        if (needed > current.capacity() - shift) {
            long larger = Math.max(needed, (current.capacity() - shift) * (long) GROWTH);
            ByteBuffer grown = take((int) Math.min(length, larger));
            grown.put(current.flip().position(shift));
            body = grown;
            return grown;
        }
        return current;
    }

    private ByteBuffer take(int size) {
        ByteBuffer taken = binary ? memory.take(size + shift) : ByteBuffer.allocate(size);
        return taken.position(shift);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }
}

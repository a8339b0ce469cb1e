// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.mehari.nodes.GraphObserver.TapEvent;
import dev.mehari.nodes.GraphObserver.TapMeter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue in front of one {@link TapSink}. Requests offer and go on: where the queue is full the snapshot is
 * dropped and counted. One daemon thread drains it, confined to the sink.
 */
final class Tap implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tap.class);
    static final int CAPACITY = 8192;
    private static final long CLOSE_SECONDS = 5;

    private final String name;
    private final TapSink sink;
    private final TapMeter meter;
    private final ArrayBlockingQueue<Snapshot> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread drainer;
    private volatile boolean closing;

    Tap(String name, TapSink sink, TapMeter meter) {
        this.name = name;
        this.sink = sink;
        this.meter = meter;
        this.drainer = new Thread(this::drain, "mehari-tap-" + name);
        drainer.setDaemon(true);
        drainer.start();
    }

    void offer(Snapshot snapshot) {
        if (snapshot.warmup()) {
            return;
        }
        if (closing || !queue.offer(snapshot)) {
            meter.count(TapEvent.DROPPED);
        }
    }

    private void drain() {
        try {
            while (true) {
                @Nullable Snapshot next = queue.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    deliver(next);
                } else if (closing) {
                    return;
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Snapshot snapshot) throws InterruptedException {
        try {
            sink.accept(snapshot);
            meter.count(TapEvent.DELIVERED);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            meter.count(TapEvent.FAILED);
            LOG.warn(
                    "tap '{}' could not deliver a snapshot of graph {}: {}",
                    name,
                    snapshot.declaration().id(),
                    e.toString());
        }
    }

    /** Delivers what is queued, for a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        try {
            drainer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drainer.interrupt();
    }
}

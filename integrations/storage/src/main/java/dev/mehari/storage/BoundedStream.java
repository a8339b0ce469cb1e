// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A body that ends with an error when it grows too large or takes too long. Reads that wait for a silent server are
 * ended as well: at the deadline the body is closed under them.
 */
final class BoundedStream extends FilterInputStream {
    private final HttpPolicy policy;
    private final CompletableFuture<Void> watch;
    private volatile boolean late;
    private long size;

    /** @param left what remains of the time for the whole download */
    BoundedStream(InputStream body, HttpPolicy policy, Duration left) {
        super(body);
        this.policy = policy;
        this.watch = CompletableFuture.runAsync(
                this::end, CompletableFuture.delayedExecutor(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS));
    }

    private void end() {
        late = true;
        try {
            in.close();
        } catch (IOException e) {
            // the reader finds the body closed in any case
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        int read;
        try {
            read = in.read(target, from, count);
        } catch (IOException e) {
            throw late ? tooLate() : new TemporaryException("the download broke off: " + e.getMessage(), e);
        }
        if (late) {
            throw tooLate();
        }
        size += Math.max(read, 0);
        if (size > policy.maxBytes()) {
            throw tooLarge();
        }
        return read;
    }

    private IOException tooLarge() {
        return new IOException("it is larger than " + policy.maxBytes() + " bytes. Raise " + HttpPolicy.MAX_BYTES
                + " if it should be read");
    }

    private IOException tooLate() {
        return new IOException("it took longer than " + HttpAsk.seconds(policy.timeout()) + ". Raise "
                + HttpPolicy.TIMEOUT + " if it may");
    }

    @Override
    public void close() throws IOException {
        watch.cancel(false);
        in.close();
    }
}

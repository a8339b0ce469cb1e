// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * An answer of a pod, up to a size. Whoever may run pods in a namespace may label them as a graph's, and let them answer
 * without end. Confined to one answer.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
    /** More than any report of a graph. */
    static final int MOST = 512 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private volatile Runnable cancel = () -> {};

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        cancel = subscription::cancel;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        if (!add(part)) {
            cancel.run();
            whole.completeExceptionally(new TooLongException());
        }
    }

    @Override
    public void onError(Throwable e) {
        whole.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
        whole.complete(toByteArray());
    }

    /** @return whether there is room for it */
    synchronized boolean add(List<ByteBuffer> part) {
        for (ByteBuffer buffer : part) {
            if (bytes.size() + buffer.remaining() > MOST) {
                return false;
            }
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            bytes.write(copy, 0, copy.length);
        }
        return true;
    }

    synchronized byte[] toByteArray() {
        return bytes.toByteArray();
    }

    /** It is longer. */
    static final class TooLongException extends java.io.IOException {
        private static final long serialVersionUID = 1;

        TooLongException() {
            super("the answer is longer than " + MOST + " bytes");
        }
    }
}

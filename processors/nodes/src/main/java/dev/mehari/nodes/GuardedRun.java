// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.mehari.nodes.GraphObserver.NodeEvent;
import dev.mehari.nodes.GraphObserver.NodeMeter;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/*
 * ONE RUN OF A STEP THAT MAY FAIL OR TAKE LONG
 *
 *   breaker open ─────────────────────────────┐
 *   read the frame → ask → answered ──────────│→ write the frame → go on
 *                        → failed, timeout ───┴→ fallback, or the exchange fails
 *                        → request's deadline ─→ the exchange fails (504)
 *
 * Whoever takes the one-way flag "settled", the answer or the clock, is the only one to touch the frame and the exchange from
 * then on. What comes later finds the flag taken, and its tensors go nowhere. A step that holds its thread runs on a bounded pool
 * where it has a timeout, since nobody can be called back from a model; one that finds no thread fails at once.
 *
 * Nothing answers for a wrong request (INVALID), nor once the request's own deadline has passed; neither counts for the breaker,
 * and neither does TOO_LARGE: it says that the step is alive.
 */
/** The Camel shell around an {@link AskedNode}: timeout, fallback and breaker of rule 25. Thread-safe. */
final class GuardedRun {
    private final AskedNode node;
    private final String id;
    private final String step;
    private final StepGuard guard;
    private final @Nullable Breaker breaker;
    private final NodeMeter meter;
    private final BranchThreads threads;

    /**
     * @param step its kind: {@code model}, …
     * @param breaker null for a step that is asked however often it fails
     */
    GuardedRun(
            AskedNode node,
            String id,
            String step,
            StepGuard guard,
            @Nullable Breaker breaker,
            NodeMeter meter,
            BranchThreads threads) {
        this.node = node;
        this.id = id;
        this.step = step;
        this.guard = guard;
        this.breaker = breaker;
        this.meter = meter;
        this.threads = threads;
    }

    boolean process(Exchange exchange, AsyncCallback callback) {
        long start = System.nanoTime();
        Inference frame;
        AskedNode.Question question;
        try {
            frame = Exchanges.inference(exchange);
            NodeRun.requireTime(frame, start);
            question = node.read(frame);
        } catch (RuntimeException e) {
            exchange.setException(NodeRun.placed(id, e));
            callback.done(true);
            return true;
        }
        Attempt attempt = new Attempt(exchange, callback, frame, start);
        if (frame.call().isWarmup()) {
            attempt.ask(question, Request.NO_DEADLINE); // a cold JVM is late by nature
        } else if (breaker != null && !breaker.mayAsk()) {
            meter.count(NodeEvent.BREAKER_REFUSED);
            attempt.refused();
        } else {
            attempt.start(question);
        }
        return false;
    }

    private final class Attempt implements AskedNode.Reply {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Inference frame;
        private final long start;
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile @Nullable Future<?> clock;

        Attempt(Exchange exchange, AsyncCallback callback, Inference frame, long start) {
            this.exchange = exchange;
            this.callback = callback;
            this.frame = frame;
            this.start = start;
        }

        void start(AskedNode.Question question) {
            long requestEnds = frame.call().request().deadlineNanos();
            boolean timed = guard.timeoutMillis() > 0;
            long ends = timed
                    ? Math.min(requestEnds, start + TimeUnit.MILLISECONDS.toNanos(guard.timeoutMillis()))
                    : requestEnds;
            if (!timed && node.holdsThread()) {
                ask(question, ends);
                return;
            }
            if (ends != Request.NO_DEADLINE) {
                clock = threads.after(ends - start, TimeUnit.NANOSECONDS, this::late);
            }
            if (!node.holdsThread()) {
                ask(question, ends);
            } else if (!threads.offer(() -> askUnlessSettled(question, ends))) {
                meter.count(NodeEvent.NO_THREAD);
                failed(InferenceException.of(Kind.UNAVAILABLE, "all threads for steps with a timeout are busy"));
            }
        }

        /** The time may have passed while this waited for a thread. */
        private void askUnlessSettled(AskedNode.Question question, long ends) {
            if (!settled.get()) {
                ask(question, ends);
            }
        }

        void ask(AskedNode.Question question, long ends) {
            try {
                question.ask(ends, this);
            } catch (RuntimeException | LinkageError e) {
                failed(e);
            }
        }

        private boolean settle() {
            if (!settled.compareAndSet(false, true)) {
                return false;
            }
            Future<?> running = clock;
            if (running != null) {
                running.cancel(false);
            }
            return true;
        }

        @Override
        public void answered(AskedNode.Given given) {
            if (!settle()) {
                return;
            }
            try {
                if (frame.call().isWarmup() && guard.isFallbacksTurn(frame)) {
                    guard.fallBack(frame);
                } else {
                    given.write(frame);
                }
                if (breaker != null && !frame.call().isWarmup()) {
                    breaker.succeeded();
                }
                done(null);
            } catch (RuntimeException e) {
                exchange.setException(NodeRun.placed(id, e));
                done(e);
            }
        }

        void refused() {
            if (settle()) {
                instead(InferenceException.of(
                        Kind.UNAVAILABLE, "it failed too often and isn't asked for a while (its breaker is open)"));
            }
        }

        private void late() {
            if (settle()) {
                if (!isRequestOver()) {
                    meter.count(NodeEvent.TIMED_OUT);
                }
                failedFor(InferenceException.of(
                        Kind.TIMEOUT, "it didn't answer in " + guard.timeoutMillis() + " ms (its timeout)"));
            }
        }

        @Override
        public void failed(Throwable error) {
            if (settle()) {
                failedFor(error);
            }
        }

        private void failedFor(Throwable error) {
            boolean isAlive = error instanceof InferenceException known
                    && (known.kind() == Kind.INVALID || known.kind() == Kind.TOO_LARGE);
            if (breaker != null && !frame.call().isWarmup()) {
                if (isRequestOver()) {
                    breaker.unknown();
                } else if (isAlive) {
                    breaker.succeeded();
                } else if (breaker.failed()) {
                    meter.count(NodeEvent.BREAKER_OPENED);
                }
            }
            instead(error);
        }

        /** A failure in warm-up stays one: a revision whose model can't answer at all mustn't become live. */
        private void instead(Throwable error) {
            boolean wrongRequest = error instanceof InferenceException known && known.kind() == Kind.INVALID;
            if (isRequestOver()) {
                exchange.setException(NodeRun.placed(id, NodeRun.over()));
            } else if (guard.fallsBack() && !wrongRequest && !frame.call().isWarmup()) {
                guard.fallBack(frame);
                meter.count(NodeEvent.FALLBACK);
            } else {
                exchange.setException(NodeRun.placed(id, error));
            }
            done(error);
        }

        private boolean isRequestOver() {
            return System.nanoTime() >= frame.call().request().deadlineNanos();
        }

        private void done(@Nullable Throwable error) {
            if (!frame.call().isWarmup()) {
                meter.ran(System.nanoTime() - start, error);
            }
            Trace trace = frame.call().trace();
            if (trace != null) {
                trace.ran(frame, id, step, node.reads(), start, error);
            }
            threads.resume(exchange.getContext(), callback);
        }
    }
}

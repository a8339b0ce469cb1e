// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ReactiveExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A {@code multicast} for an ensemble.
 *
 * <p>Branches run one after another on the caller's thread, since handing a branch to another thread costs more than most
 * models do. They run at the same time where the block has a deadline, or where warm-up has shown two branches at least to
 * be dear ({@value #DEAR_NANOS} ns). With a deadline no branch runs on the caller, which therefore never waits.
 *
 * <p><b>Threads.</b> Each branch has its own frame and exchange. Outcomes are published through an atomic array; whoever
 * takes the one-way {@code closed} flag, the last branch or the clock, combines what is there. A branch that comes later finds
 * the flag taken and its frame unread. Costs are written in warm-up only.
 */
final class EnsembleProcessor extends OwnProcessor {
    /** Above this a branch is dear: about ten times what the hand-over costs. */
    static final long DEAR_NANOS = 200_000;

    private final CamelContext context;
    private final ReactiveExecutor reactive;
    private final AsyncProcessor[] branches;
    private final EnsembleMerge merge;
    private final long[] cheapest;
    private @Nullable EnsembleRules rules;
    private @Nullable BranchThreads threads;
    private volatile boolean dear;

    EnsembleProcessor(CamelContext context, List<AsyncProcessor> branches, EnsembleMerge merge) {
        super("multicast", branches);
        this.context = context;
        this.reactive = context.getCamelContextExtension().getReactiveExecutor();
        this.branches = branches.toArray(AsyncProcessor[]::new);
        this.merge = merge;
        this.cheapest = new long[this.branches.length];
        java.util.Arrays.fill(cheapest, Long.MAX_VALUE);
    }

    @Override
    protected void doStart() throws Exception {
        merge.setCamelContext(context);
        rules = merge.rules();
        threads = NodeServices.of(context).branchThreads();
        super.doStart();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Inference frame = Exchanges.inference(exchange);
            EnsembleRules now = rules;
            if (now == null || threads == null) {
                throw new IllegalStateException("ensemble '" + getId() + "' isn't started");
            }
            if (now.deadlineMillis() > 0 || dear) {
                new Together(exchange, callback, frame, now, threads).start();
            } else {
                new InTurn(exchange, callback, frame, now).next();
            }
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static Exchange branchExchange(Exchange exchange, Inference frame) {
        Exchange branch = exchange.copy();
        branch.getIn().setBody(frame.branch());
        return branch;
    }

    private static Object outcome(Exchange branch) {
        Exception failure = branch.getException();
        return failure != null ? failure : Exchanges.inference(branch);
    }

    private void learn(int branch, long nanos) {
        synchronized (cheapest) {
            cheapest[branch] = Math.min(cheapest[branch], nanos);
            int count = 0;
            for (long cost : cheapest) {
                count += cost > DEAR_NANOS && cost < Long.MAX_VALUE ? 1 : 0;
            }
            dear = count > 1;
        }
    }

    /** Branches one after another. Only the callback says that a branch is done, never what its {@code process} returns. */
    private final class InTurn implements AsyncCallback {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Inference frame;
        private final EnsembleRules rules;
        private final @Nullable Object[] outcomes = new Object[branches.length];
        private Exchange branch;
        private int index = -1;
        private long start;

        InTurn(Exchange exchange, AsyncCallback callback, Inference frame, EnsembleRules rules) {
            this.exchange = exchange;
            this.callback = callback;
            this.frame = frame;
            this.rules = rules;
            this.branch = exchange;
        }

        void next() {
            index++;
            branch = branchExchange(exchange, frame);
            start = frame.call().isWarmup() ? System.nanoTime() : 0;
            branches[index].process(branch, this);
        }

        @Override
        public void done(boolean sync) {
            outcomes[index] = outcome(branch);
            if (frame.call().isWarmup()) {
                learn(index, System.nanoTime() - start);
            }
            if (index + 1 < branches.length) {
                next();
                return;
            }
            try {
                rules.merge(frame, outcomes);
            } catch (RuntimeException e) {
                exchange.setException(e);
            }
            reactive.schedule(callback);
        }
    }

    /** Branches at the same time. */
    private final class Together {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Inference frame;
        private final EnsembleRules rules;
        private final BranchThreads threads;
        private final AtomicReferenceArray<@Nullable Object> outcomes = new AtomicReferenceArray<>(branches.length);
        private final AtomicInteger open = new AtomicInteger(branches.length);
        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile @Nullable Future<?> clock;

        Together(
                Exchange exchange,
                AsyncCallback callback,
                Inference frame,
                EnsembleRules rules,
                BranchThreads threads) {
            this.exchange = exchange;
            this.callback = callback;
            this.frame = frame;
            this.rules = rules;
            this.threads = threads;
        }

        void start() {
            // A cold JVM is late by nature: warming it mustn't fail for that.
            boolean timed = rules.deadlineMillis() > 0 && !frame.call().isWarmup();
            Exchange[] copies = new Exchange[branches.length];
            for (int i = 0; i < copies.length; i++) {
                copies[i] = branchExchange(exchange, frame);
            }
            long wait = timed ? TimeUnit.MILLISECONDS.toNanos(rules.deadlineMillis()) : Long.MAX_VALUE;
            long requestEnds = frame.call().request().deadlineNanos();
            if (requestEnds != Request.NO_DEADLINE) {
                wait = Math.min(wait, requestEnds - System.nanoTime());
            }
            if (wait != Long.MAX_VALUE) {
                clock = threads.after(wait, TimeUnit.NANOSECONDS, this::close);
            }
            for (int i = timed ? 0 : 1; i < copies.length; i++) {
                int index = i;
                Runnable branch = () -> reactive.scheduleSync(() -> run(index, copies[index]));
                // A branch that may be given up may hang: others, of other requests too, mustn't wait behind it.
                if (!timed || !threads.offer(branch)) {
                    threads.run(branch);
                }
            }
            if (!timed) {
                run(0, copies[0]);
            }
        }

        private void run(int index, Exchange branch) {
            try {
                branches[index].process(branch, sync -> {
                    outcomes.set(index, outcome(branch));
                    finished();
                });
            } catch (RuntimeException e) {
                outcomes.set(index, e);
                finished();
            }
        }

        private void finished() {
            if (open.decrementAndGet() == 0) {
                close();
            }
        }

        private void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            Future<?> running = clock;
            if (running != null) {
                running.cancel(false);
            }
            try {
                @Nullable Object[] seen = new Object[branches.length];
                for (int i = 0; i < seen.length; i++) {
                    seen[i] = outcomes.get(i);
                }
                if (open.get() > 0) {
                    NodeRun.requireTime(frame, System.nanoTime());
                }
                rules.merge(frame, seen);
            } catch (RuntimeException e) {
                exchange.setException(e);
            }
            reactive.schedule(callback);
        }
    }
}

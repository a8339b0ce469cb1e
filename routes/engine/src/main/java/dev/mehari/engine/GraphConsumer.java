// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.concurrent.atomic.AtomicInteger;

import dev.mehari.nodes.Call;
import dev.mehari.nodes.Declaration;
import dev.mehari.nodes.GraphEdge;
import dev.mehari.nodes.GraphObserver.GraphMeter;
import dev.mehari.nodes.GraphStep;
import dev.mehari.nodes.Inference;
import dev.mehari.nodes.NodeServices;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Trace;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a compiled graph begins: turns requests into exchanges, and what comes of them into answers. One per revision; it
 * announces itself when its route starts and takes leave when it stops.
 *
 * <p><b>Threads.</b> Called by any number of threads at once; {@code inFlight} is the only thing that requests share.
 *
 * <p><b>Leaving.</b> A request counts itself first and then looks whether the consumer leaves; who makes it leave says so
 * first and then looks for requests that count. So a request either is waited for, or is told to look for another revision
 * before it has begun.
 */
final class GraphConsumer extends DefaultConsumer {
    private final GraphEntries entries;
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Requests that wait for one of {@link DearThreads}; each counts in {@link #inFlight} before it stops counting here. */
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile boolean leaving;
    private volatile @Nullable Running running;
    private volatile @Nullable DearThreads threads;

    /** What exists between start and stop. */
    private record Running(
            Declaration declaration,
            GraphEdge edge,
            AsyncProcessor steps,
            GraphMeter meter,
            long timeoutNanos,
            int most) {}

    /** How a request came: see {@link Call}. */
    private record Round(long warmup, long start, @Nullable Trace trace) {}

    GraphConsumer(Endpoint endpoint, Processor processor, GraphEntries entries) {
        super(endpoint, processor);
        this.entries = entries;
    }

    /** What the revision declares. @throws IllegalStateException if the route isn't started */
    Declaration declaration() {
        return running().declaration();
    }

    int inFlight() {
        return waiting.get() + inFlight.get();
    }

    /** Takes no new requests from now on. */
    void leave() {
        leaving = true;
    }

    /** Takes requests again, after {@link #leave}. */
    void comeBack() {
        leaving = false;
    }

    /** Lets requests run on threads of their own where they cost too much for a door's. */
    void use(DearThreads dear) {
        threads = dear;
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException(getEndpoint() + " isn't started");
        }
        return now;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        String id = ((GraphEndpoint) getEndpoint()).getName();
        Declaration declaration =
                getEndpoint().getCamelContext().getRegistry().lookupByNameAndType(id, Declaration.class);
        if (declaration == null) {
            throw new IllegalArgumentException("from graph:" + id + ": there is no bean '" + id
                    + "' that declares the graph; an exported graph has it as its first bean, keep it in the file");
        }
        Declaration.Limits limits = declaration.limits();
        running = new Running(
                declaration,
                new GraphEdge(declaration),
                getAsyncProcessor(),
                NodeServices.of(getEndpoint().getCamelContext())
                        .observer()
                        .graph(declaration.graph(), declaration.revision()),
                limits.timeoutMillis() < 0 ? -1 : limits.timeoutMillis() * 1_000_000,
                limits.inFlight() < 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, limits.inFlight()));
        entries.add(this);
    }

    @Override
    protected void doStop() throws Exception {
        if (running != null) { // it isn't where the start failed
            entries.remove(this);
            running = null;
        }
        DearThreads dear = threads;
        if (dear != null) {
            dear.close();
            threads = null;
        }
        super.doStop();
    }

    /**
     * Answers a request: on this thread, as far as no step hands it to another, or on threads of its own if it is dear.
     *
     * @param trace see {@link Call}
     * @return whether it does; false if this revision leaves, and {@code answer} hears nothing then
     */
    boolean infer(Request request, @Nullable Trace trace, ServedGraph.Answer answer) {
        DearThreads dear = threads;
        if (dear != null && dear.areFor(request)) {
            waiting.incrementAndGet();
            if (leaving) {
                waiting.decrementAndGet();
                return false;
            }
            dear.execute(() -> started(request, trace, answer), refused -> {
                waiting.decrementAndGet();
                answer.failed(refused);
            });
            return true;
        }
        long start = System.nanoTime();
        int requests = inFlight.incrementAndGet();
        Running now = running;
        if (leaving || now == null) {
            inFlight.decrementAndGet();
            return false;
        }
        infer(now, request, requests, new Round(Call.REAL, start, trace), answer);
        return true;
    }

    /** Goes on with a request that has waited for this thread. */
    private void started(Request request, @Nullable Trace trace, ServedGraph.Answer answer) {
        long start = System.nanoTime();
        int requests = inFlight.incrementAndGet();
        waiting.decrementAndGet();
        infer(running(), request, requests, new Round(Call.REAL, start, trace), answer);
    }

    /** Answers a made request, wherever this revision stands. @param warmupRound see {@link Call} */
    void warm(Request request, long warmupRound, ServedGraph.Answer answer) {
        infer(running(), request, inFlight.incrementAndGet(), new Round(warmupRound, System.nanoTime(), null), answer);
    }

    private void infer(Running now, Request request, int requests, Round round, ServedGraph.Answer answer) {
        boolean real = round.warmup() == Call.REAL;
        long start = round.start();
        boolean full = requests > now.most();
        if (real) {
            now.meter().started();
            if (full) {
                failed(now, true, start, tooMany(now), answer);
                return;
            }
        }
        Exchange exchange;
        try {
            Inference frame = now.edge().open(capped(request, now, start), round.warmup(), start, round.trace());
            exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setBody(frame);
        } catch (RuntimeException e) {
            failed(now, real, start, e, answer);
            return;
        }
        now.steps().process(exchange, sync -> answer(now, real, start, exchange, answer));
    }

    /**
     * Answers a request of a graph that this one is a step of. It counts as under way, so that draining waits for it, but neither
     * for {@code spec.limits.inFlight} nor as a request: nobody outside has sent it.
     *
     * @param warmupRound see {@link Call}
     */
    void inferNested(Request request, long warmupRound, @Nullable Trace trace, GraphStep.Child.Answer answer) {
        long start = System.nanoTime();
        Running now = running;
        if (now == null) {
            answer.failed(InferenceException.of(Kind.UNAVAILABLE, "this revision has just stopped; ask again"));
            return;
        }
        inFlight.incrementAndGet();
        Exchange exchange;
        try {
            Inference frame = now.edge().open(capped(request, now, start), warmupRound, start, trace);
            exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setBody(frame);
        } catch (RuntimeException e) {
            nested(now, warmupRound, start, e);
            answer.failed(e);
            return;
        }
        now.steps().process(exchange, sync -> {
            Throwable failure = exchange.getException();
            Object body = exchange.getMessage().getBody();
            releaseExchange(exchange, false);
            nested(now, warmupRound, start, failure);
            if (failure != null) {
                answer.failed(failure);
            } else {
                answer.answered((Inference) body);
            }
        });
    }

    private void nested(Running now, long warmupRound, long start, @Nullable Throwable failure) {
        inFlight.decrementAndGet();
        if (warmupRound == Call.REAL) {
            now.meter().nested(System.nanoTime() - start, failure);
        }
    }

    private static InferenceException tooMany(Running now) {
        return InferenceException.of(
                Kind.TOO_MANY,
                "graph '" + now.declaration().graph() + "' answers " + now.most()
                        + " requests at a time (spec.limits.inFlight); ask again");
    }

    private static Request capped(Request request, Running now, long start) {
        if (now.timeoutNanos() < 0 || request.deadlineNanos() - start < now.timeoutNanos()) {
            return request;
        }
        return new Request(
                request.id(),
                request.caller(),
                request.inputs(),
                request.parameters(),
                request.headers(),
                request.outputs(),
                start + now.timeoutNanos());
    }

    private void answer(Running now, boolean real, long start, Exchange exchange, ServedGraph.Answer answer) {
        Prediction prediction = null;
        Throwable failure = exchange.getException();
        try {
            if (failure == null) {
                prediction = now.edge().close((Inference) exchange.getMessage().getBody());
            }
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            releaseExchange(exchange, false);
        }
        if (prediction == null) {
            failed(now, real, start, failure == null ? new IllegalStateException("no answer") : failure, answer);
            return;
        }
        finished(now, real, start, null);
        answer.succeeded(prediction);
    }

    private void failed(Running now, boolean real, long start, Throwable failure, ServedGraph.Answer answer) {
        finished(now, real, start, failure);
        answer.failed(failure);
    }

    private void finished(Running now, boolean real, long start, @Nullable Throwable failure) {
        inFlight.decrementAndGet();
        if (real) {
            now.meter().finished(System.nanoTime() - start, failure);
        }
    }
}

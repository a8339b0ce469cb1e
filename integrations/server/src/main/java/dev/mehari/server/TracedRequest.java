// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.mehari.engine.ServedGraph;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Trace;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.oip.json.InferBody;
import dev.mehari.oip.json.RequestReader;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/**
 * One request, asked of a graph in this process with a trace. It is a request like any other: taps and metrics see it.
 *
 * @param body as the Open Inference Protocol has it, all JSON
 * @param headers as sent beside it, by lower-case names
 */
record TracedRequest(byte[] body, Map<String, String> headers) {
    private static final long PATIENCE_SECONDS = 600;

    /** @param trace as {@link TraceJson} writes it @param failure what the request failed with, or null */
    record Outcome(String trace, @Nullable Throwable failure) {}

    /**
     * Asks, and waits for the answer.
     *
     * @throws InferenceException if the body is no request; what the graph says against it is in the outcome
     */
    Outcome ask(ServedGraph graph, @Nullable String version) throws InterruptedException {
        InferBody read = RequestReader.read(body, 0, body.length, Limits.DEFAULT, BodyMemory.HEAP);
        String id = read.id().isEmpty() ? "trace" : read.id();
        Request request = new Request(
                id,
                "",
                read.inputs(),
                read.parameters(),
                name -> headers.getOrDefault(name, ""),
                read.outputs(),
                Request.NO_DEADLINE);
        Trace trace = new Trace();
        CompletableFuture<Prediction> answer = new CompletableFuture<>();
        long start = System.nanoTime();
        graph.infer(version, request, trace, new ServedGraph.Answer() {
            @Override
            public void succeeded(Prediction prediction) {
                answer.complete(prediction);
            }

            @Override
            public void failed(Throwable error) {
                answer.completeExceptionally(error);
            }
        });
        try {
            Prediction prediction = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Outcome(TraceJson.of(prediction, System.nanoTime() - start, trace), null);
        } catch (ExecutionException e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            return new Outcome(TraceJson.of(graph.name(), id, failure, System.nanoTime() - start, trace), failure);
        } catch (TimeoutException e) {
            return new Outcome(TraceJson.of(graph.name(), id, e, System.nanoTime() - start, trace), e);
        }
    }
}

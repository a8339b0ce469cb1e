// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What a tap saw of one request, immutable: nothing that happens to the request later changes it.
 *
 * @param node the tap's own id in the graph; empty for a tap that sees the whole prediction
 * @param values what was known at that place, for the rows that passed: the inputs, then node outputs, as
 *     {@code node.output}
 * @param outputs the answer's outputs; empty where the request isn't answered (yet)
 * @param path the branches taken, as in {@link Prediction#path}
 * @param error what the request failed with, or null
 * @param nanos how long the request had been running
 * @param warmup whether it was a made request, which nobody should count
 */
public record Snapshot(
        Declaration declaration,
        String node,
        Request request,
        NamedTensors values,
        NamedTensors outputs,
        String path,
        @Nullable Throwable error,
        long nanos,
        boolean warmup) {

    static Snapshot of(Inference frame, String node, Exchange exchange) {
        Declaration declaration = frame.declaration();
        List<String> names = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        int values = declaration.valueCount();
        for (int slot = 0; slot < values; slot++) {
            Tensor value = shown(frame, slot);
            if (value != null) {
                names.add(declaration.slotName(slot));
                tensors.add(value);
            }
        }
        Throwable error = exchange.getException();
        if (error == null) {
            error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        }
        return new Snapshot(
                declaration,
                node,
                frame.call().request(),
                NamedTensors.of(names, tensors),
                outputs(frame),
                frame.path(),
                error,
                System.nanoTime() - frame.call().startNanos(),
                frame.call().isWarmup());
    }

    private static @Nullable Tensor shown(Inference frame, int slot) {
        try {
            return frame.find(slot);
        } catch (InferenceException tooLarge) {
            return null; // repeated for each item of a split it would be beyond the limit, and no step reads it
        }
    }

    /** The same, seen by the tap of that id. */
    Snapshot at(String tap) {
        return new Snapshot(declaration, tap, request, values, outputs, path, error, nanos, warmup);
    }

    private static NamedTensors outputs(Inference frame) {
        List<String> names = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        for (Declaration.Output output : frame.declaration().outputs()) {
            Tensor value = frame.find(output.slot());
            if (value == null) {
                return NamedTensors.NONE;
            }
            names.add(output.name());
            tensors.add(value);
        }
        return NamedTensors.of(names, tensors);
    }
}

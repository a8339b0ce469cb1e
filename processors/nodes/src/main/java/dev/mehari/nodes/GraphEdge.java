// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a graph: a request becomes the outermost frame, the frame after the last step becomes the answer. Immutable.
 */
public final class GraphEdge {
    private final Declaration declaration;
    private final InputBinder binder;
    private final List<String> outputNames;

    public GraphEdge(Declaration declaration) {
        this.declaration = declaration;
        this.binder = new InputBinder(
                declaration.inputs(), declaration.isBatch() ? InputBinder.Rows.BATCH : InputBinder.Rows.NONE);
        this.outputNames =
                declaration.outputs().stream().map(Declaration.Output::name).toList();
    }

    /**
     * Checks a request against the declared inputs and outputs.
     *
     * @param warmupRound see {@link Call}
     * @param trace see {@link Call}
     * @throws InferenceException of kind INVALID, naming the field
     */
    public Inference open(Request request, long warmupRound, long startNanos, @Nullable Trace trace) {
        for (int i = 0; i < request.outputs().size(); i++) {
            String wanted = request.outputs().get(i);
            if (!outputNames.contains(wanted)) {
                throw InferenceException.invalid("there is no output '" + Words.shorten(wanted) + "'; outputs are: "
                        + outputNames.stream().collect(Collectors.joining(", ")));
            }
            if (request.outputs().indexOf(wanted) < i) {
                throw InferenceException.invalid("output '" + wanted + "' is asked for twice");
            }
        }
        Tensor[] inputs = binder.bind(request.inputs());
        int rows = declaration.isBatch() ? inputs[0].rows() : 1;
        long most = declaration.limits().rows();
        if (most >= 0 && rows > most) {
            throw InferenceException.of(
                    InferenceException.Kind.TOO_LARGE,
                    "the request has " + rows + " rows, graph '" + declaration.graph() + "' takes " + most
                            + " at a time (spec.limits.rows)");
        }
        return Inference.root(declaration, new Call(request, warmupRound, startNanos, trace), inputs, rows);
    }

    /** The answer, once the last step has run. */
    public Prediction close(Inference frame) {
        Request request = frame.call().request();
        List<Tensor> tensors = new ArrayList<>(outputNames.size());
        List<String> names = outputNames;
        if (request.outputs().isEmpty()) {
            for (Declaration.Output output : declaration.outputs()) {
                tensors.add(frame.get(output.slot()));
            }
        } else {
            names = request.outputs();
            for (String wanted : names) {
                tensors.add(frame.get(
                        declaration.outputs().get(outputNames.indexOf(wanted)).slot()));
            }
        }
        return new Prediction(
                request.id(),
                declaration.graph(),
                declaration.revision(),
                NamedTensors.of(names, tensors),
                frame.path());
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.maths.Combiner;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an ensemble makes of its branches' outcomes (rules 19 and 20). Immutable.
 *
 * <p>An outcome is the branch's frame, what it threw, or null if it hadn't answered at the deadline.
 */
final class EnsembleRules {
    private final Declaration declaration;
    private final String block;
    private final int branches;
    private final double[] weights;
    private final int quorum;
    private final boolean quorumGiven;
    private final long deadlineMillis;
    private final List<Output> outputs = new ArrayList<>();
    private final PathSlots nested;

    private record Output(int slot, Combiner combiner, int[] from) {}

    private EnsembleRules(Declaration declaration, JsonNode json) {
        this.declaration = declaration;
        this.block = json.path("block").asText();
        this.weights = new double[json.path("weights").size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = json.path("weights").get(i).asDouble();
        }
        this.branches = weights.length;
        this.quorumGiven = json.hasNonNull("quorum");
        this.quorum = quorumGiven ? json.path("quorum").asInt() : branches;
        this.deadlineMillis = json.path("deadlineMillis").asLong(0);
        for (Map.Entry<String, JsonNode> output : (Iterable<Map.Entry<String, JsonNode>>)
                () -> json.path("outputs").fields()) {
            String word = output.getValue().path("combine").asText();
            outputs.add(new Output(
                    declaration.slot(block + "." + output.getKey()),
                    Combiner.named(word)
                            .orElseThrow(() -> new IllegalArgumentException("there is no combiner '" + word + "'")),
                    Json.list(output.getValue().path("from")).stream()
                            .mapToInt(declaration::slot)
                            .toArray()));
        }
        this.nested = PathSlots.of(json, declaration);
    }

    static EnsembleRules of(JsonNode json, Declaration declaration) {
        return new EnsembleRules(declaration, json);
    }

    int branches() {
        return branches;
    }

    /** How long the block waits for its branches; 0 for as long as it takes. */
    long deadlineMillis() {
        return deadlineMillis;
    }

    /** Writes the combined outputs into {@code frame}. @throws InferenceException below the quorum */
    void merge(Inference frame, @Nullable Object[] outcomes) {
        int answered = 0;
        boolean late = false;
        Throwable failure = null;
        for (Object outcome : outcomes) {
            if (outcome instanceof Inference) {
                answered++;
            } else if (outcome instanceof InferenceException wrong && wrong.kind() == Kind.INVALID) {
                throw wrong; // the request is wrong, not the branch
            } else if (outcome instanceof Throwable thrown) {
                failure = thrown;
            } else {
                late = true;
            }
        }
        if (answered < quorum) {
            throw belowQuorum(answered, late, failure);
        }
        double[] present = new double[answered];
        Inference[] frames = new Inference[answered];
        int[] index = new int[answered];
        int at = 0;
        for (int branch = 0; branch < branches; branch++) {
            if (outcomes[branch] instanceof Inference answer) {
                present[at] = weights[branch];
                index[at] = branch;
                frames[at++] = answer;
            }
        }
        for (Output output : outputs) {
            frame.put(output.slot(), combine(output, frames, index, present));
        }
        nested.first(frame, frames);
    }

    private Tensor combine(Output output, Inference[] frames, int[] index, double[] present) {
        Tensor[] tensors = new Tensor[frames.length];
        for (int i = 0; i < frames.length; i++) {
            tensors[i] = frames[i].get(output.from()[index[i]]);
            boolean fits = output.combiner() == Combiner.CONCAT
                    ? tensors[i].rows() == tensors[0].rows()
                    : tensors[i].shape().equals(tensors[0].shape());
            if (!fits || tensors[i].datatype() != tensors[0].datatype()) {
                throw InferenceException.of(
                        Kind.FAILED,
                        "ensemble '" + block + "': its branches gave " + tensors[0] + " and " + tensors[i] + " for '"
                                + declaration.slotName(output.slot()) + "'; they must agree");
            }
        }
        return output.combiner().combine(List.of(tensors), present, declaration.isBatch());
    }

    private RuntimeException belowQuorum(int answered, boolean late, @Nullable Throwable failure) {
        if (!quorumGiven && !late && failure != null) {
            return failure instanceof RuntimeException known
                    ? known
                    : InferenceException.failed("ensemble '" + block + "': a branch failed", failure);
        }
        String told = "ensemble '" + block + "': " + answered + " of " + branches + " branches answered"
                + (late ? " in time" : "") + ", it needs " + quorum;
        InferenceException below = InferenceException.of(late ? Kind.TIMEOUT : Kind.UNAVAILABLE, told);
        if (failure != null) {
            below.addSuppressed(failure);
        }
        return below;
    }
}

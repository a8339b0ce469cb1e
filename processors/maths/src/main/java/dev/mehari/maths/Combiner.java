// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/** Makes one output of the branches of an ensemble that answered, in the order of the file. */
public enum Combiner {
    /** Weighted, summed in FP64; FP32 for FP32, else FP64. */
    MEAN(new MeanCombination()),
    /** The middle one, or the mean of the middle two; datatype as the mean. */
    MEDIAN(new MedianCombination()),
    /** The smallest, in the branches' datatype. */
    MIN(new ExtremeCombination(false)),
    /** The largest, in the branches' datatype. */
    MAX(new ExtremeCombination(true)),
    /** The value with the greatest weight, of equals that of the earliest branch. */
    VOTE(new VoteCombination()),
    /** Side by side along dimension 1. */
    CONCAT(new ConcatCombination());

    private final Combination combination;

    Combiner(Combination combination) {
        this.combination = combination;
    }

    /** The word in a graph file: {@code mean}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Combiner> named(String word) {
        for (Combiner combiner : values()) {
            if (combiner.word().equals(word)) {
                return Optional.of(combiner);
            }
        }
        return Optional.empty();
    }

    /** Whether the weights of the branches matter. */
    public boolean isWeighted() {
        return combination.isWeighted();
    }

    /**
     * The type of what it makes of such branches, for tensors whose first dimension counts rows.
     *
     * @throws InvalidOpException op 0, path empty, if it can't take them
     */
    public TensorType type(List<TensorType> branches) {
        return type(branches, true);
    }

    /**
     * @param batch false in a graph without batch: then concat joins scalars and lists to one list
     * @throws InvalidOpException op 0, path empty, if it can't take them
     */
    public TensorType type(List<TensorType> branches, boolean batch) {
        return combination.type(branches, batch);
    }

    /**
     * @param branches those that answered, in file order, at least one
     * @param weights theirs, above 0, of any sum
     * @throws dev.mehari.tensor.InferenceException FAILED if the tensors don't go together, which only types with open
     *     shapes allow
     */
    public Tensor combine(List<Tensor> branches, double[] weights) {
        return combine(branches, weights, true);
    }

    /** @param batch as for {@link #type(List, boolean)} */
    public Tensor combine(List<Tensor> branches, double[] weights, boolean batch) {
        if (branches.isEmpty() || branches.size() != weights.length) {
            throw new IllegalArgumentException(branches.size() + " branches, " + weights.length + " weights");
        }
        return combination.combine(branches, weights, batch);
    }
}

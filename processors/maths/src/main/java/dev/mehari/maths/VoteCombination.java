// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Arrays;
import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import dev.mehari.tensor.TensorType;

/** The value that branches of the greatest total weight agree on; of equals, that of the earliest branch. */
final class VoteCombination implements Combination {
    /** Weights are decimals: 0.1 + 0.2 ties with 0.3, although their doubles differ in the last place. */
    private static final double TIE = 1e-12;

    @Override
    public boolean isWeighted() {
        return true;
    }

    @Override
    public TensorType type(List<TensorType> branches, boolean batch) {
        TensorType type = Agreement.of("vote", branches);
        if (type.datatype().isFloat()) {
            throw new InvalidOpException(
                    "",
                    "vote takes integers, BOOL and BYTES, it gets " + type,
                    "Use mean or median, or let each branch end in labels, threshold or argmax.");
        }
        if (type.shape() != null && type.shape().rank() > 1) {
            throw new InvalidOpException(
                    "", "vote takes [n], it gets " + type, "Let each branch give one value per row.");
        }
        return type;
    }

    @Override
    public Tensor combine(List<Tensor> branches, double[] weights, boolean batch) {
        Agreement.require("vote", branches);
        Tensor first = branches.get(0);
        if (first.shape().rank() > 1) {
            throw InferenceException.of(InferenceException.Kind.FAILED, "vote takes [n], it got " + first);
        }
        return first.datatype() == Datatype.BYTES ? ofTexts(branches, weights) : ofIntegers(branches, weights);
    }

    private static Tensor ofIntegers(List<Tensor> branches, double[] weights) {
        Tensor first = branches.get(0);
        TensorBuilder builder = new TensorBuilder(first.datatype(), first.shape());
        int count = weights.length;
        long[] values = new long[count];
        int[] ballot = new int[count];
        for (int i = 0; i < first.size(); i++) {
            for (int b = 0; b < count; b++) {
                values[b] = branches.get(b).longAt(i);
                ballot[b] = b;
                for (int earlier = 0; earlier < b; earlier++) {
                    if (values[earlier] == values[b]) {
                        ballot[b] = earlier;
                        break;
                    }
                }
            }
            builder.setLong(i, values[winner(ballot, weights)]);
        }
        return builder.build();
    }

    private static Tensor ofTexts(List<Tensor> branches, double[] weights) {
        Tensor first = branches.get(0);
        int count = weights.length;
        byte[][] elected = new byte[first.size()][];
        byte[][] values = new byte[count][];
        int[] ballot = new int[count];
        for (int i = 0; i < elected.length; i++) {
            for (int b = 0; b < count; b++) {
                values[b] = branches.get(b).bytesAt(i);
                ballot[b] = b;
                for (int earlier = 0; earlier < b; earlier++) {
                    if (Arrays.equals(values[earlier], values[b])) {
                        ballot[b] = earlier;
                        break;
                    }
                }
            }
            elected[i] = values[winner(ballot, weights)];
        }
        return Tensor.of(first.shape(), elected);
    }

    /** @param ballot for each branch the earliest one of the same value */
    private static int winner(int[] ballot, double[] weights) {
        int winner = 0;
        double most = 0;
        for (int candidate = 0; candidate < ballot.length; candidate++) {
            if (ballot[candidate] != candidate) {
                continue;
            }
            double votes = 0;
            for (int b = candidate; b < ballot.length; b++) {
                votes += ballot[b] == candidate ? weights[b] : 0;
            }
            if (votes > most * (1 + TIE)) {
                most = votes;
                winner = candidate;
            }
        }
        return winner;
    }
}

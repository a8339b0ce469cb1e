// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.nio.ByteBuffer;
import java.util.Arrays;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;

/** LightGBM's sums with their meaning, in 64-bit floats and in the order of the trees, as the library makes them. */
final class LightGBMModel extends TreeModel {
    /** Fewer rows than that are walked through many trees at once, more through one tree at a time. */
    private static final int MANY_ROWS = 8;

    private final LightGBMFile file;

    LightGBMModel(LightGBMFile file) {
        super(
                Datatype.FP64,
                file.features(),
                file.groups(),
                file.groups(),
                file.forest().columns());
        this.file = file;
    }

    /** A 32-bit float is a 64-bit float as well. */
    @Override
    boolean takes(Datatype given) {
        return given == Datatype.FP64 || given == Datatype.FP32;
    }

    @Override
    void answer(Tensor input, int first, int count, ByteBuffer predictions, ByteBuffer margins) {
        int groups = file.groups();
        Scratch scratch = Scratch.ofThread();
        long[] keys = scratch.keys(count * file.forest().columns());
        file.columns().toKeys(input, first, count, keys);
        double[] sums = scratch.wideSums(count * groups);
        Arrays.fill(sums, 0, count * groups, 0);
        addTo(sums, input, first, count, keys, scratch.ends);
        write(margins, first * groups, sums, count * groups);
        for (int at = 0; at < count * groups; at += groups) {
            for (int group = at; file.divisor() != 1 && group < at + groups; group++) {
                sums[group] /= file.divisor();
            }
            file.objective().toPredictions(sums, at, groups);
        }
        write(predictions, first * groups, sums, count * groups);
    }

    private void addTo(double[] sums, Tensor input, int first, int count, long[] keys, int[] ends) {
        Forest forest = file.forest();
        WideLeaves leaves = file.leaves();
        int groups = file.groups();
        if (count < MANY_ROWS) {
            for (int row = 0; row < count; row++) {
                for (int from = 0; from < forest.trees(); from += ends.length) {
                    int trees = Math.min(ends.length, forest.trees() - from);
                    forest.walkTrees(from, trees, keys, row * forest.columns(), ends);
                    for (int i = 0; i < trees; i++) {
                        sums[row * groups + forest.group(from + i)] += leaves.valueOf(ends[i], input, first + row);
                    }
                }
            }
        } else {
            for (int tree = 0; tree < forest.trees(); tree++) {
                forest.walkRows(tree, keys, count, ends);
                int group = forest.group(tree);
                for (int row = 0; row < count; row++) {
                    sums[row * groups + group] += leaves.valueOf(ends[row], input, first + row);
                }
            }
        }
    }

    private static void write(ByteBuffer target, int at, double[] values, int count) {
        for (int i = 0; i < count; i++) {
            target.putDouble((at + i) * 8, values[i]);
        }
    }
}

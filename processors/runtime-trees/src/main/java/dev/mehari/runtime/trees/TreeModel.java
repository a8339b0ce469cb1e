// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import dev.mehari.model.Model;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * A forest with the meaning of its sums. Takes FP32 {@code [n, features]}, NaN for a missing value; gives
 * {@code prediction} and {@code margin}, FP32 {@code [n]}, or {@code [n, k]} where a row has k values.
 */
final class TreeModel implements Model {
    private static final int BLOCK_ROWS = 64;
    private static final int BLOCK_VALUES = 16_384;
    private static final int KEPT_VALUES = 65_536;
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final Signature signature;
    private final Forest forest;
    private final Objective objective;
    private final float[] base;
    private final int features;
    private final int groups;
    private final int columns;
    private final int blockRows;

    TreeModel(XGBoostFile file) {
        forest = file.forest();
        objective = file.objective();
        base = file.base();
        features = file.features();
        groups = file.groups();
        columns = objective.columns(groups);
        blockRows = Math.max(1, Math.min(BLOCK_ROWS, BLOCK_VALUES / Math.max(features, groups)));
        signature = new Signature(
                List.of(new TensorSpec("input", Datatype.FP32, Shape.of(Shape.DYNAMIC, features))),
                List.of(
                        new TensorSpec("prediction", Datatype.FP32, shape(Shape.DYNAMIC, columns)),
                        new TensorSpec("margin", Datatype.FP32, shape(Shape.DYNAMIC, groups))));
    }

    private static Shape shape(long rows, int width) {
        return width == 1 ? Shape.of(rows) : Shape.of(rows, width);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Tensor[] infer(Tensor[] inputs) {
        Tensor input = inputs[0];
        if (input.datatype() != Datatype.FP32
                || input.shape().rank() != 2
                || input.shape().dim(1) != features) {
            throw InferenceException.invalid(
                    "the trees take FP32 [-1, " + features + "], not " + input.datatype() + " " + input.shape());
        }
        int rows = input.rows();
        ByteBuffer predictions = allocate(rows, columns);
        ByteBuffer margins = allocate(rows, groups);
        Scratch scratch = SCRATCH.get();
        int block = Math.min(rows, blockRows);
        float[] values = scratch.values(block * Math.max(features, groups));
        int[] keys = scratch.keys(block * features);
        for (int from = 0; from < rows; from += blockRows) {
            int count = Math.min(blockRows, rows - from);
            input.copyTo(values, from * features, count * features);
            for (int i = 0; i < count * features; i++) {
                keys[i] = FloatKeys.of(values[i]);
            }
            float[] sums = values; // the values have served
            fillWithBase(sums, count);
            forest.addTo(sums, groups, keys, features, count);
            write(margins, from * groups, sums, count * groups);
            objective.toPredictions(sums, count, groups);
            write(predictions, from * columns, sums, count * columns);
        }
        return new Tensor[] {
            Tensor.wrap(Datatype.FP32, shape(rows, columns), predictions),
            Tensor.wrap(Datatype.FP32, shape(rows, groups), margins)
        };
    }

    private void fillWithBase(float[] sums, int count) {
        for (int at = 0; at < count * groups; at += groups) {
            System.arraycopy(base, 0, sums, at, groups);
        }
    }

    private static ByteBuffer allocate(int rows, int width) {
        long bytes = 4L * rows * width;
        if (bytes > Integer.MAX_VALUE) {
            throw InferenceException.of(
                    InferenceException.Kind.TOO_LARGE,
                    "an answer for " + rows + " rows of " + width + " values is larger than a tensor can be. "
                            + "Send fewer rows at a time");
        }
        return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void write(ByteBuffer target, int at, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            target.putFloat((at + i) * 4, values[i]);
        }
    }

    @Override
    public void close() {}

    /** Working memory of one thread, shared by all models; blocks that are larger than usual get their own. */
    private static final class Scratch {
        private float[] values = new float[64];
        private int[] keys = new int[64];

        float[] values(int size) {
            if (size > KEPT_VALUES) {
                return new float[size];
            }
            if (size > values.length) {
                values = new float[size];
            }
            return values;
        }

        int[] keys(int size) {
            if (size > KEPT_VALUES) {
                return new int[size];
            }
            if (size > keys.length) {
                keys = new int[size];
            }
            return keys;
        }
    }
}

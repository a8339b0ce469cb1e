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
 * What the models of all tree libraries have in common: one input {@code [n, features]}, NaN for a missing value; outputs
 * {@code prediction} and {@code margin}, {@code [n]}, or {@code [n, k]} where a row has k values; and rows that are answered
 * block by block.
 */
abstract class TreeModel implements Model {
    /** The most rows that are answered together. */
    static final int BLOCK_ROWS = 64;

    private static final int BLOCK_VALUES = 16_384;

    private final Signature signature;
    private final Datatype datatype;
    private final int features;
    private final int columns;
    private final int groups;
    private final int blockRows;

    /**
     * @param datatype of its outputs and its input
     * @param columns how many values a row's prediction has
     * @param groups how many margins a row has
     * @param widest the largest number of values that a row needs while it is answered
     */
    TreeModel(Datatype datatype, int features, int columns, int groups, int widest) {
        this.datatype = datatype;
        this.features = features;
        this.columns = columns;
        this.groups = groups;
        blockRows = Math.max(1, Math.min(BLOCK_ROWS, BLOCK_VALUES / Math.max(widest, groups)));
        signature = new Signature(
                List.of(new TensorSpec("input", datatype, Shape.of(Shape.DYNAMIC, features))),
                List.of(
                        new TensorSpec("prediction", datatype, shape(Shape.DYNAMIC, columns)),
                        new TensorSpec("margin", datatype, shape(Shape.DYNAMIC, groups))));
    }

    private static Shape shape(long rows, int width) {
        return width == 1 ? Shape.of(rows) : Shape.of(rows, width);
    }

    @Override
    public final Signature signature() {
        return signature;
    }

    @Override
    public final Tensor[] infer(Tensor[] inputs) {
        Tensor input = inputs[0];
        if (!takes(input.datatype())
                || input.shape().rank() != 2
                || input.shape().dim(1) != features) {
            throw InferenceException.invalid("the trees take " + datatype + " [-1, " + features + "], not "
                    + input.datatype() + " " + input.shape());
        }
        int rows = input.rows();
        ByteBuffer predictions = allocate(rows, columns);
        ByteBuffer margins = allocate(rows, groups);
        for (int from = 0; from < rows; from += blockRows) {
            answer(input, from, Math.min(blockRows, rows - from), predictions, margins);
        }
        return new Tensor[] {
            Tensor.wrap(datatype, shape(rows, columns), predictions),
            Tensor.wrap(datatype, shape(rows, groups), margins)
        };
    }

    /** Whether rows may come in a datatype. */
    boolean takes(Datatype given) {
        return given == datatype;
    }

    /** Answers {@code count} rows from {@code first} on and writes them to where they belong in the outputs. */
    abstract void answer(Tensor input, int first, int count, ByteBuffer predictions, ByteBuffer margins);

    private ByteBuffer allocate(int rows, int width) {
        long bytes = (long) datatype.width() * rows * width;
        if (bytes > Integer.MAX_VALUE) {
            throw InferenceException.of(
                    InferenceException.Kind.TOO_LARGE,
                    "an answer for " + rows + " rows of " + width + " values is larger than a tensor can be. "
                            + "Send fewer rows at a time");
        }
        return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public final void close() {}
}

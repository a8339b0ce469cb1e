// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;

/**
 * Where the columns of a tensor are. With a batch {@code [n, k]} has k of them and {@code [n]} one. Without, the tensor
 * is a row already: a list {@code [k]} has k, a scalar one, and {@code [n, k]} is read as ever.
 */
final class Columns {
    /** Only known in the call. */
    static final int UNKNOWN = -1;

    /** Rank 3 and higher: elements are no columns. */
    static final int NONE = -2;

    private Columns() {}

    static int of(Shape shape, boolean batch) {
        return switch (shape.rank()) {
            case 0 -> 1;
            case 1 -> batch ? 1 : clamped(shape.dim(0));
            case 2 -> clamped(shape.dim(1));
            default -> NONE;
        };
    }

    /** A declared dimension can be larger than any tensor's. */
    private static int clamped(long dim) {
        return (int) Math.min(dim, Integer.MAX_VALUE);
    }

    /** How many elements so many rows and columns are. @throws InferenceException TOO_LARGE beyond 2^31−1 */
    static int size(int rows, int columns) {
        long size = (long) rows * columns;
        if (size > Integer.MAX_VALUE - 8) {
            throw InferenceException.of(
                    InferenceException.Kind.TOO_LARGE,
                    rows + " rows of " + columns + " columns are more than a tensor holds; send fewer rows");
        }
        return (int) size;
    }

    /** That shape with another number of columns. Rank 2, or a list without batch. */
    static Shape with(Shape shape, int columns) {
        return shape.with(shape.rank() - 1, columns);
    }
}

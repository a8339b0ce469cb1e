// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.InferenceException;

/**
 * A requirement that binding left open.
 *
 * @param columns the exact number, or {@link Columns#UNKNOWN} for any
 * @param stated whether a shape was declared: then a dimension was open to whoever sends the request, who is to blame;
 *     without one a model gave what the graph can't use
 */
record ShapeCheck(
        String kernel,
        String form,
        int leastRank,
        int mostRank,
        int columns,
        int leastColumns,
        boolean batch,
        boolean stated)
        implements Step {
    @Override
    public void apply(Cells cells) {
        int rank = cells.shape.rank();
        int actual = Columns.of(cells.shape, batch);
        if (rank < leastRank
                || rank > mostRank
                || (columns != Columns.UNKNOWN && actual != columns)
                || (leastColumns > 0 && actual < leastColumns)) {
            throw InferenceException.of(
                    stated ? InferenceException.Kind.INVALID : InferenceException.Kind.FAILED,
                    kernel + " takes " + form + ", it got a tensor of shape " + cells.shape);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;

/** Says which element of a tensor is wrong, in the words of its sender; never what it holds. */
record Place(List<Feature> features, boolean batch) {
    static final String NAN = "NaN; send a number, or let impute come before";

    /** @param fault what the element is, as in {@code NaN} */
    InferenceException invalid(String kernel, Shape shape, int index, String fault) {
        return InferenceException.invalid(kernel + ": " + of(shape, index) + " is " + fault);
    }

    private String of(Shape shape, int index) {
        if (shape.rank() == 0) {
            return "the scalar";
        }
        if (shape.rank() == 1) {
            return batch ? "row " + index : "column " + column(index);
        }
        int rowSize = (int) shape.rowElements();
        String row = "row " + index / rowSize;
        return shape.rank() == 2
                ? row + ", column " + column(index % rowSize)
                : row + ", element " + index % rowSize + " of it";
    }

    private String column(int column) {
        return column < features.size() ? "'" + features.get(column).name() + "'" : Integer.toString(column);
    }
}

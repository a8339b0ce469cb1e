// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/**
 * Tensors side by side: {@code [n]} is one column, {@code [n, k]} has k. Without batch, scalars and lists join to one
 * list; a tensor {@code [n, k]} among them makes them all parts of rows.
 */
interface Join {
    /** The only input as it is. */
    Join NONE = tensors -> Cells.of(tensors[0]);

    Cells read(Tensor... tensors);

    static Join sideBySide(boolean batch) {
        return tensors -> concat(tensors, batch);
    }

    /** @param word who joins them, for messages */
    static TensorType type(List<TensorType> parts, boolean batch, String word) {
        TensorType first = parts.get(0);
        boolean shaped = true;
        boolean named = true;
        for (TensorType part : parts) {
            if (part.datatype() != first.datatype()) {
                throw new InvalidOpException(
                        "",
                        word + " takes one datatype, it gets " + first + " and " + part,
                        part.datatype() == Datatype.BYTES || first.datatype() == Datatype.BYTES
                                ? "Texts and numbers don't go together."
                                : "Cast one of them before.");
            }
            Shape shape = part.shape();
            shaped &= shape != null;
            named &= part.hasFeatures();
            if (shape != null && (shape.rank() > 2 || (batch && shape.rank() == 0))) {
                throw new InvalidOpException(
                        "", word + " takes [n] and [n, k], it gets " + part, "Such a tensor has no columns to join.");
            }
        }
        List<Feature> features = new ArrayList<>();
        if (named) {
            parts.forEach(part -> features.addAll(part.features()));
        }
        return new TensorType(first.datatype(), shaped ? joined(parts, batch, word) : null, features);
    }

    private static Shape joined(List<TensorType> parts, boolean batch, String word) {
        List<Shape> shapes = parts.stream().map(Join::shapeOf).toList();
        boolean list = !batch && shapes.stream().allMatch(shape -> shape.rank() < 2);
        long rows = Shape.DYNAMIC;
        long width = 0;
        for (Shape shape : shapes) {
            if (!list && shape.rank() == 0) {
                throw new InvalidOpException(
                        "", word + " takes [n] and [n, k], it gets a scalar among them", "Join scalars with lists.");
            }
            long columns = list ? Columns.of(shape, false) : Columns.of(shape, true);
            width = columns == Shape.DYNAMIC || width == Shape.DYNAMIC ? Shape.DYNAMIC : width + columns;
            if (!list && shape.dim(0) != Shape.DYNAMIC) {
                if (rows != Shape.DYNAMIC && rows != shape.dim(0)) {
                    throw new InvalidOpException(
                            "",
                            word + " takes equal numbers of rows, it gets " + rows + " and " + shape.dim(0),
                            "Join tensors of the same rows.");
                }
                rows = shape.dim(0);
            }
        }
        return list ? Shape.of(width) : Shape.of(rows, width);
    }

    private static Shape shapeOf(TensorType type) {
        Shape shape = type.shape();
        if (shape == null) {
            throw new IllegalStateException(type + " has no shape");
        }
        return shape;
    }

    private static Cells concat(Tensor[] tensors, boolean batch) {
        boolean list = !batch;
        for (Tensor tensor : tensors) {
            list &= tensor.shape().rank() < 2;
        }
        int rows = list ? 1 : tensors[0].rows();
        int width = 0;
        int[] widths = new int[tensors.length];
        for (int t = 0; t < tensors.length; t++) {
            Shape shape = tensors[t].shape();
            if (shape.rank() > 2 || (!list && (shape.rank() == 0 || tensors[t].rows() != rows))) {
                throw InferenceException.of(
                        InferenceException.Kind.FAILED,
                        "concat can't join tensors of shapes " + tensors[0].shape() + " and " + shape);
            }
            widths[t] = Columns.of(shape, !list);
            width = Math.addExact(width, widths[t]);
        }
        Cells cells = new Cells(tensors[0].datatype(), list ? Shape.of(width) : Shape.of(rows, width));
        int size = Columns.size(rows, width);
        switch (Storage.of(cells.datatype)) {
            case FLOATS -> cells.floats = new float[size];
            case DOUBLES -> cells.doubles = new double[size];
            case LONGS -> cells.longs = new long[size];
            case TEXTS -> cells.texts = new byte[size][];
        }
        int left = 0;
        for (int t = 0; t < tensors.length; t++) {
            Object part = Cells.of(tensors[t]).array();
            for (int row = 0; row < rows; row++) {
                System.arraycopy(part, row * widths[t], cells.array(), row * width + left, widths[t]);
            }
            left += widths[t];
        }
        return cells;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** What aggregations ask of items, and shapes of items and rows. */
final class ItemTypes {
    private ItemTypes() {}

    /** @throws InvalidOpException if such a tensor has no first dimension that could count items */
    static void require(String word, TensorType items) {
        if (items.shape() != null && items.shape().rank() == 0) {
            throw new InvalidOpException(
                    "", word + " takes one value per item, it gets a scalar", "Let the steps keep the items apart.");
        }
    }

    /** @throws InvalidOpException if the datatype isn't numeric */
    static void requireNumeric(String word, TensorType items) {
        if (items.datatype().isNumeric()) {
            return;
        }
        throw new InvalidOpException(
                "",
                word + " takes numbers, it gets " + items,
                items.datatype() == Datatype.BOOL ? "Use any, all, vote, first or list." : "Use vote, first or list.");
    }

    /** Items of that datatype, of open length, as many columns and names as they have. */
    static TensorType rows(TensorType items, Datatype datatype) {
        Shape shape = items.shape();
        return new TensorType(datatype, shape == null ? null : shape.with(0, Shape.DYNAMIC), items.features());
    }

    /** The same without categories: what is computed of their indices is none. */
    static TensorType numbers(TensorType items, Datatype datatype) {
        TensorType rows = rows(items, datatype);
        List<Feature> numbers = rows.features().stream()
                .map(feature -> Feature.number(feature.name()))
                .toList();
        return new TensorType(datatype, rows.shape(), numbers);
    }

    /** Rows of nothing yet, each of the shape of one item. */
    static Cells rows(Tensor items, Datatype datatype, int rows) {
        return cells(datatype, items.shape().with(0, rows), rows, items.rowSize());
    }

    static Cells cells(Datatype datatype, Shape shape, int rows, int rowSize) {
        Cells cells = new Cells(datatype, shape);
        int size = Columns.size(rows, rowSize);
        switch (Storage.of(datatype)) {
            case FLOATS -> cells.floats = new float[size];
            case DOUBLES -> cells.doubles = new double[size];
            case LONGS -> cells.longs = new long[size];
            case TEXTS -> cells.texts = new byte[size][];
        }
        return cells;
    }

    /** @throws InferenceException INVALID if there is none */
    static Filling require(String word, int row, @Nullable Filling empty) {
        if (empty == null) {
            throw InferenceException.invalid(word + ": row " + row
                    + " has no items, and the graph has no value for such rows; send at least one item");
        }
        return empty;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Numbers;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes one declared input of columns that a request sends one by one, and of defaults (rules 11 and 12). Immutable.
 */
final class ColumnJoin {
    private static final int MOST_KNOWN = 12;

    private final Declaration.Input input;
    private final Datatype datatype;
    private final List<Feature> features;
    /** By column: the index of each category's text. */
    private final Map<String, Integer>[] indices;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of maps, one per column
    ColumnJoin(Declaration.Input input) {
        this.input = input;
        this.datatype = input.type().datatype();
        this.features = input.type().features();
        this.indices = new Map[features.size()];
        for (int j = 0; j < indices.length; j++) {
            indices[j] = new HashMap<>();
            List<String> categories = features.get(j).categories();
            for (int c = 0; c < categories.size(); c++) {
                indices[j].put(categories.get(c), c);
            }
        }
    }

    /** Whether a tensor can be column {@code column} at all. */
    void check(String name, int column, Tensor tensor) {
        Shape shape = tensor.shape();
        if (!(shape.rank() == 1 || (shape.rank() == 2 && shape.dim(1) == 1)) || tensor.rows() < 1) {
            throw InferenceException.invalid(
                    "column '" + name + "' has shape " + shape + "; a column is [n] or [n, 1]");
        }
        boolean text = tensor.datatype() == Datatype.BYTES;
        if (text && !features.get(column).isCategorical()) {
            throw InferenceException.invalid("column '" + name + "' is BYTES, but it has no categories; send numbers");
        }
        if (!text && !tensor.datatype().isNumeric()) {
            throw InferenceException.invalid(
                    "column '" + name + "' is BOOL, which is not numeric; send 0 and 1 as numbers");
        }
    }

    /** @param columns by column; null where the request sent none */
    Tensor join(Tensor[] columns) {
        int rows = rows(columns);
        int width = columns.length;
        TensorBuilder builder = new TensorBuilder(datatype, Shape.of(rows, width));
        for (int j = 0; j < width; j++) {
            Tensor column = columns[j];
            if (column == null) {
                fill(builder, j, rows, defaultOf(j));
            } else if (column.datatype() == Datatype.BYTES) {
                for (int row = 0; row < rows; row++) {
                    set(builder, row * width + j, textValue(j, column.textAt(row), row), j, row);
                }
            } else if (datatype.isInteger() && column.datatype().isInteger()) {
                copyIntegers(builder, j, column);
            } else {
                for (int row = 0; row < rows; row++) {
                    set(builder, row * width + j, column.doubleAt(row), j, row);
                }
            }
        }
        return builder.build();
    }

    private int rows(Tensor[] columns) {
        int rows = -1;
        int first = -1;
        for (int j = 0; j < columns.length; j++) {
            if (columns[j] == null) {
                continue;
            }
            if (first >= 0 && columns[j].rows() != rows) {
                throw InferenceException.invalid("column '" + name(first) + "' has " + rows + " rows and column '"
                        + name(j) + "' has " + columns[j].rows() + "; send the same number");
            }
            rows = columns[j].rows();
            first = j;
        }
        return rows;
    }

    private String name(int column) {
        return features.get(column).name();
    }

    /** INT64 and UINT64 don't fit a double: they go as integers. */
    private void copyIntegers(TensorBuilder builder, int column, Tensor tensor) {
        for (int row = 0; row < tensor.rows(); row++) {
            long value = tensor.longAt(row);
            boolean huge = tensor.datatype() == Datatype.UINT64 && value < 0;
            boolean fits = datatype == Datatype.UINT64
                    ? huge || value >= 0
                    : !huge && value >= datatype.minInteger() && value <= datatype.maxInteger();
            if (!fits) {
                throw outOfRange(column, row, huge ? Long.toUnsignedString(value) : Long.toString(value));
            }
            builder.setLong(row * features.size() + column, value);
        }
    }

    private double textValue(int column, String text, int row) {
        if (text.isEmpty()) {
            if (!datatype.isFloat()) {
                throw InferenceException.invalid("column '" + name(column) + "', row " + row
                        + ": \"\" means missing, which " + datatype + " can't hold");
            }
            return Double.NaN;
        }
        Integer index = indices[column].get(text);
        if (index == null) {
            List<String> known = features.get(column).categories();
            throw InferenceException.invalid("column '" + name(column) + "', row " + row + ": no category '"
                    + Words.shorten(text) + "'; known: "
                    + String.join(", ", known.subList(0, Math.min(MOST_KNOWN, known.size())))
                    + (known.size() > MOST_KNOWN ? ", …" : ""));
        }
        return index;
    }

    private void set(TensorBuilder builder, int at, double value, int column, int row) {
        if (!Numbers.holds(datatype, value)) {
            throw outOfRange(column, row, Double.toString(value));
        }
        builder.setDouble(at, value);
    }

    private InferenceException outOfRange(int column, int row, String value) {
        return InferenceException.invalid(
                "column '" + name(column) + "', row " + row + ": " + value + " is no " + datatype);
    }

    private @Nullable Object defaultOf(int column) {
        if (!input.columnFallbacks().containsKey(name(column))) {
            throw InferenceException.invalid(
                    "column '" + name(column) + "' of input '" + input.name() + "' is missing and has no default");
        }
        return input.columnFallbacks().get(name(column));
    }

    private void fill(TensorBuilder builder, int column, int rows, @Nullable Object value) {
        for (int row = 0; row < rows; row++) {
            put(builder, row * features.size() + column, column, value);
        }
    }

    private void put(TensorBuilder builder, int at, int column, @Nullable Object value) {
        if (value == null) {
            builder.setDouble(at, Double.NaN);
        } else if (value instanceof Number number) {
            if (datatype.isInteger() && value instanceof Long whole) {
                builder.setLong(at, whole);
            } else {
                builder.setDouble(at, number.doubleValue());
            }
        } else if (value instanceof Boolean flag) {
            builder.setBoolean(at, flag);
        } else {
            builder.setDouble(at, textValue(column, value.toString(), 0));
        }
    }

    /** The input made of defaults alone. @param rows the batch; −1 to take the declared shape as it is */
    Tensor defaults(int rows) {
        Shape declared = Objects.requireNonNull(input.type().shape(), "an input with a default declares its shape");
        Shape shape = rows < 0 ? declared : declared.with(0, rows);
        List<@Nullable Object> values =
                Objects.requireNonNull(input.fallback(), "only inputs with a default are filled");
        int size = Math.toIntExact(shape.elements());
        if (datatype == Datatype.BYTES) {
            String[] texts = new String[size];
            for (int i = 0; i < size; i++) {
                texts[i] = String.valueOf(values.get(i % values.size()));
            }
            return Tensor.of(shape, texts);
        }
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < size; i++) {
            put(builder, i, features.isEmpty() ? 0 : i % features.size(), values.get(i % values.size()));
        }
        return builder.build();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;

/** Terms that read the tensors of a row. */
final class Columns {
    private Columns() {}

    /** One element of a row: flat index {@code row · stride + column}. Without a batch the stride is 0. */
    static class Column extends Term {
        final int reference;
        final int stride;
        final int column;

        Column(int reference, int stride, int column) {
            this.reference = reference;
            this.stride = stride;
            this.column = column;
        }

        final int index(int row) {
            return row * stride + column;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return input.tensor(reference).booleanAt(index(row));
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return input.tensor(reference).longAt(index(row));
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            return input.tensor(reference).doubleAt(index(row));
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return Elements.textOf(input.tensor(reference), index(row));
        }
    }

    /** A column with categories: it holds their indices, a text sees theirs; a missing one is {@code ""}. */
    static final class CategoryColumn extends Column {
        private final String name;
        private final List<String> categories;

        CategoryColumn(int reference, int stride, int column, String name, List<String> categories) {
            super(reference, stride, column);
            this.name = name;
            this.categories = categories;
        }

        /** The index, −1 where missing. */
        int category(CelInput input, int row) {
            Tensor tensor = input.tensor(reference);
            double index = tensor.doubleAt(index(row));
            int whole = (int) index;
            if (Double.isNaN(index)) {
                return -1;
            }
            if (whole != index || whole < 0 || whole >= categories.size()) {
                throw error("column '" + name + "' holds no index of its " + categories.size() + " categories");
            }
            return whole;
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            int category = category(input, row);
            return category < 0 ? "" : categories.get(category);
        }
    }

    /** Whether a category is one of some, without reading texts. */
    static final class CategoryIn extends Term {
        private final CategoryColumn column;
        /** By index + 1: 0 says whether a missing one is among them. */
        private final boolean[] among;

        CategoryIn(CategoryColumn column, boolean[] among) {
            this.column = column;
            this.among = among;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return among[column.category(input, row) + 1];
        }
    }

    /** All elements of a row. */
    static final class Row extends Term {
        private final int reference;

        Row(int reference) {
            this.reference = reference;
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            return input.tensor(reference);
        }
    }

    /** A column of a tensor compiled without the length of its rows, which is checked before it is read. */
    static final class Checked extends Term {
        private final Column column;
        private final String name;
        private final int width;

        Checked(Column column, String name, int width) {
            this.column = column;
            this.name = name;
            this.width = width;
        }

        private Column column(CelInput input, int row) {
            Tensor tensor = input.tensor(column.reference);
            boolean fits = tensor.shape().rank() == (row < 0 ? 1 : 2) && Elements.size(tensor, row) == width;
            if (!fits) {
                throw InferenceException.of(
                        InferenceException.Kind.FAILED,
                        name + " is " + tensor + ", a condition reads " + width + " columns of it");
            }
            return column;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return column(input, row).truth(input, row, locals);
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return column(input, row).integer(input, row, locals);
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            return column(input, row).real(input, row, locals);
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return column(input, row).text(input, row, locals);
        }
    }

    /** A tensor compiled without a shape, read as a scalar or as a list. */
    static final class Unranked extends Term {
        private final int reference;
        private final String name;
        private final Datatype datatype;

        Unranked(int reference, String name, Datatype datatype) {
            this.reference = reference;
            this.name = name;
            this.datatype = datatype;
        }

        private Tensor read(CelInput input, int row, boolean scalar) {
            Tensor tensor = input.tensor(reference);
            int rank = tensor.shape().rank();
            boolean fits = row < 0
                    ? rank == (scalar ? 0 : 1)
                    : scalar ? (rank == 1 || rank == 2) && tensor.rowSize() == 1 : rank == 2;
            if (!fits || tensor.datatype() != datatype) {
                throw InferenceException.of(
                        InferenceException.Kind.FAILED,
                        name + " is " + tensor + ", a condition reads it as " + (scalar ? "one " : "a list of ")
                                + datatype + " per row");
            }
            return tensor;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return read(input, row, true).booleanAt(Math.max(row, 0));
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return read(input, row, true).longAt(Math.max(row, 0));
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            return read(input, row, true).doubleAt(Math.max(row, 0));
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return Elements.textOf(read(input, row, true), Math.max(row, 0));
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            return read(input, row, false);
        }
    }
}

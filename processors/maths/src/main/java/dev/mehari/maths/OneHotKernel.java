// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/** A column of 0 and 1 for each category; a missing category is 0 in all of them. */
final class OneHotKernel {
    private OneHotKernel() {}

    static Bound bind(Intake in) {
        in.requireNumeric();
        in.requireRank(in.batch() ? 2 : 1, 2, "[n, k]", "There are no columns.");
        if (!in.hasCategories()) {
            throw in.wrong(
                    "oneHot takes columns with categories, " + in.type() + " has none",
                    "Give the feature its categories, or remove oneHot.");
        }
        in.requireColumns(in.columns());
        List<Feature> columns = new ArrayList<>();
        int[] widths = new int[in.columns()];
        for (int i = 0; i < widths.length; i++) {
            Feature feature = in.type().features().get(i);
            widths[i] = feature.categories().size();
            if (feature.isCategorical()) {
                feature.categories().forEach(category -> columns.add(Feature.number(feature.name() + "=" + category)));
            } else {
                columns.add(feature);
            }
        }
        Shape shape = in.type().shape();
        return new Bound(
                new Expand(widths, columns.size(), in.place()),
                new TensorType(
                        in.type().datatype(), shape == null ? null : Columns.with(shape, columns.size()), columns));
    }

    /**
     * @param categories how many each column has, 0 for a number
     * @param width the number of columns afterwards
     */
    private record Expand(int[] categories, int width, Place place) implements Step {
        @Override
        public void apply(Cells cells) {
            int rows = cells.shape.rank() == 1 ? 1 : (int) cells.shape.dim(0);
            int size = Columns.size(rows, width);
            switch (Storage.of(cells.datatype)) {
                case FLOATS -> cells.floats = expand(cells, cells.floats, new float[size]);
                case DOUBLES -> cells.doubles = expand(cells, cells.doubles, new double[size]);
                default -> cells.longs = expand(cells, cells.longs, new long[size]);
            }
            cells.shape = Columns.with(cells.shape, width);
        }

        private float[] expand(Cells cells, float[] from, float[] to) {
            for (int i = 0, at = 0; i < from.length; i++) {
                int count = categories[i % categories.length];
                if (count == 0) {
                    to[at++] = from[i];
                } else {
                    if (!Float.isNaN(from[i])) {
                        to[at + category(cells, i, from[i], count)] = 1;
                    }
                    at += count;
                }
            }
            return to;
        }

        private double[] expand(Cells cells, double[] from, double[] to) {
            for (int i = 0, at = 0; i < from.length; i++) {
                int count = categories[i % categories.length];
                if (count == 0) {
                    to[at++] = from[i];
                } else {
                    if (!Double.isNaN(from[i])) {
                        to[at + category(cells, i, from[i], count)] = 1;
                    }
                    at += count;
                }
            }
            return to;
        }

        private long[] expand(Cells cells, long[] from, long[] to) {
            for (int i = 0, at = 0; i < from.length; i++) {
                int count = categories[i % categories.length];
                if (count == 0) {
                    to[at++] = from[i];
                } else {
                    // UINT64 beyond 2^63 is negative here, so it is out of range as well.
                    if (from[i] < 0 || from[i] >= count) {
                        throw noCategory(cells, i, count);
                    }
                    to[at + (int) from[i]] = 1;
                    at += count;
                }
            }
            return to;
        }

        private int category(Cells cells, int i, double value, int count) {
            int index = (int) value;
            if (index != value || index < 0 || index >= count) {
                throw noCategory(cells, i, count);
            }
            return index;
        }

        private RuntimeException noCategory(Cells cells, int i, int count) {
            return place.invalid(
                    "oneHot", cells.shape, i, "no category; those are whole numbers of 0 to " + (count - 1));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Arrays;
import java.util.List;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Some of the columns, in another order if need be. */
final class SelectKernel {
    private SelectKernel() {}

    static Bound bind(Op.Select op, Intake in) {
        in.requireRank(in.batch() ? 2 : 1, 2, "[n, k]", "There are no columns to pick from.");
        int[] picked = new int[op.columns().size()];
        int needed = 0;
        for (int i = 0; i < picked.length; i++) {
            picked[i] = position(op.columns().get(i), in, "select[" + i + "]");
            needed = Math.max(needed, picked[i] + 1);
        }
        if (in.type().hasFeatures()) {
            in.requireColumns(in.columns());
        } else {
            in.requireColumnsUpTo(needed);
        }
        Shape shape = in.type().shape();
        List<Feature> features = in.type().features();
        return new Bound(
                new Pick(picked, in.batch()),
                new TensorType(
                        in.type().datatype(),
                        narrowed(shape, picked.length),
                        features.isEmpty()
                                ? List.of()
                                : Arrays.stream(picked).mapToObj(features::get).toList()));
    }

    private static @Nullable Shape narrowed(@Nullable Shape shape, int columns) {
        return shape == null ? null : Columns.with(shape, columns);
    }

    private static int position(Column column, Intake in, String path) {
        if (column instanceof Column.Named named) {
            return in.column(named.name(), path);
        }
        int index = ((Column.At) column).index();
        if (in.columns() != Columns.UNKNOWN && index >= in.columns()) {
            throw new InvalidOpException(
                    path,
                    "no column " + index + " in " + in.type(),
                    in.columns() == 0 ? "There are no columns." : "Write 0 to " + (in.columns() - 1) + ".");
        }
        return index;
    }

    private record Pick(int[] picked, boolean batch) implements Step {
        @Override
        public void apply(Cells cells) {
            int width = Columns.of(cells.shape, batch);
            int rows = cells.shape.rank() == 1 ? 1 : (int) cells.shape.dim(0);
            int size = Columns.size(rows, picked.length);
            switch (Storage.of(cells.datatype)) {
                case FLOATS -> {
                    float[] from = cells.floats;
                    float[] to = new float[size];
                    for (int row = 0, at = 0; row < rows; row++) {
                        for (int column : picked) {
                            to[at++] = from[row * width + column];
                        }
                    }
                    cells.floats = to;
                }
                case DOUBLES -> {
                    double[] from = cells.doubles;
                    double[] to = new double[size];
                    for (int row = 0, at = 0; row < rows; row++) {
                        for (int column : picked) {
                            to[at++] = from[row * width + column];
                        }
                    }
                    cells.doubles = to;
                }
                case LONGS -> {
                    long[] from = cells.longs;
                    long[] to = new long[size];
                    for (int row = 0, at = 0; row < rows; row++) {
                        for (int column : picked) {
                            to[at++] = from[row * width + column];
                        }
                    }
                    cells.longs = to;
                }
                case TEXTS -> {
                    byte[][] from = cells.texts;
                    byte[][] to = new byte[size][];
                    for (int row = 0, at = 0; row < rows; row++) {
                        for (int column : picked) {
                            to[at++] = from[row * width + column];
                        }
                    }
                    cells.texts = to;
                }
            }
            cells.shape = Columns.with(cells.shape, picked.length);
        }
    }
}

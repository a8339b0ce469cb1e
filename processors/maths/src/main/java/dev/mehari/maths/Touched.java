// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a constant touches, and its number for each. Category columns are never touched: an index is no
 * quantity.
 *
 * @param uniform whether all elements have the same number, whatever the shape: then {@code columns} and
 *     {@code numbers} have one entry and {@code width} is 1
 * @param width the number of columns of the tensor
 * @param columns ascending
 * @param paths where each number stands
 */
record Touched(boolean uniform, int width, int[] columns, List<Number> numbers, List<String> paths) {

    /** All columns but those with categories, without numbers (those are 0). */
    static Touched all(Intake in) {
        return one(in, 0L, "");
    }

    /** @throws InvalidOpException if the tensor hasn't such columns */
    static Touched by(Constant constant, Intake in, String path) {
        if (constant instanceof Constant.One one) {
            return one(in, one.value(), path);
        }
        if (constant instanceof Constant.Each each) {
            return each(in, each.values(), path);
        }
        return named(in, ((Constant.ByName) constant).values(), path);
    }

    private static Touched one(Intake in, Number number, String path) {
        if (!in.hasCategories()) {
            return new Touched(true, 1, new int[] {0}, List.of(number), List.of(path));
        }
        int[] columns = numberColumns(in.type().features());
        in.requireColumns(in.columns());
        return new Touched(
                false,
                in.columns(),
                columns,
                Collections.nCopies(columns.length, number),
                Collections.nCopies(columns.length, path));
    }

    private static Touched each(Intake in, List<Number> numbers, String path) {
        int width = in.columns();
        if (width == Columns.NONE) {
            throw new InvalidOpException(
                    path, "a list has one number per column, " + in.type() + " has no columns", "Write one number.");
        }
        int[] named = numberColumns(in.type().features());
        int wanted = in.type().hasFeatures() ? named.length : width == Columns.UNKNOWN ? numbers.size() : width;
        if (numbers.size() != wanted) {
            String counted =
                    wanted + (wanted == 1 ? " column" : " columns") + (in.hasCategories() ? " without categories" : "");
            throw new InvalidOpException(
                    path,
                    numbers.size() + (numbers.size() == 1 ? " number for " : " numbers for ") + counted + " of "
                            + in.type(),
                    "Write " + wanted + (wanted == 1 ? " number" : " numbers")
                            + ", one for all, or an object by feature name.");
        }
        int[] columns = in.type().hasFeatures()
                ? named
                : IntStream.range(0, numbers.size()).toArray();
        int known = width == Columns.UNKNOWN ? numbers.size() : width;
        in.requireColumns(known);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            paths.add(path + "[" + i + "]");
        }
        return new Touched(false, known, columns, numbers, paths);
    }

    private static Touched named(Intake in, Map<String, Number> numbers, String path) {
        Map<Integer, String> names = new TreeMap<>();
        numbers.keySet().forEach(name -> names.put(in.column(name, path + Names.step(name)), name));
        for (Map.Entry<Integer, String> each : names.entrySet()) {
            if (in.type().features().get(each.getKey()).isCategorical()) {
                throw new InvalidOpException(
                        path + Names.step(each.getValue()),
                        "column '" + each.getValue() + "' has categories, " + in.kernel() + " leaves those alone",
                        "Remove '" + each.getValue() + "'.");
            }
        }
        in.requireColumns(in.columns());
        return new Touched(
                false,
                in.columns(),
                names.keySet().stream().mapToInt(Integer::intValue).toArray(),
                names.values().stream()
                        .map(name -> Names.require(numbers, name))
                        .toList(),
                names.values().stream().map(name -> path + Names.step(name)).toList());
    }

    boolean touches(int column) {
        return uniform || Arrays.binarySearch(columns, column) >= 0;
    }

    /** The number for that column, null where it isn't touched. */
    @Nullable
    Number numberOf(int column) {
        int position = uniform ? 0 : Arrays.binarySearch(columns, column);
        return position < 0 ? null : numbers.get(position);
    }

    /** Where the number for that column, which is touched, stands. */
    String pathOf(int column) {
        return paths.get(uniform ? 0 : Arrays.binarySearch(columns, column));
    }

    /** @throws InvalidOpException if the datatype can't hold one of the numbers */
    void requireFit(Datatype datatype) {
        for (int i = 0; i < numbers.size(); i++) {
            requireFit(datatype, numbers.get(i), paths.get(i));
        }
    }

    static void requireFit(Datatype datatype, Number number, String path) {
        if (!Figures.fits(datatype, number)) {
            throw new InvalidOpException(
                    path, datatype + " can't hold " + Figures.shown(number), "Write " + Figures.range(datatype) + ".");
        }
    }

    float[] floats() {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) Figures.rounded(Datatype.FP32, numbers.get(i));
        }
        return floats;
    }

    double[] doubles(Datatype datatype) {
        return numbers.stream()
                .mapToDouble(number -> Figures.rounded(datatype, number))
                .toArray();
    }

    /** Whether both touch the same columns, a uniform one being equal to one of every column. */
    boolean sameColumnsAs(Touched other) {
        if (uniform == other.uniform) {
            return Arrays.equals(columns, other.columns);
        }
        Touched listed = uniform ? other : this;
        return listed.columns.length == listed.width;
    }

    /** The numbers for each column that {@code other} touches, which must be the same columns. */
    Touched like(Touched other) {
        if (uniform == other.uniform) {
            return this;
        }
        int count = other.columns.length;
        return uniform
                ? new Touched(
                        false,
                        other.width,
                        other.columns,
                        Collections.nCopies(count, numbers.get(0)),
                        Collections.nCopies(count, paths.get(0)))
                : this;
    }

    private static int[] numberColumns(List<Feature> features) {
        return IntStream.range(0, features.size())
                .filter(i -> !features.get(i).isCategorical())
                .toArray();
    }
}

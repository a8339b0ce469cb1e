// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A table of rows with predictions and margins, as a library gave them. */
record Answers(Datatype datatype, int features, int predictions, int margins, double[][] table) {
    static Answers read(Path csv, Datatype datatype) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        List<String> header = List.of(lines.get(1).split(","));
        double[][] table = lines.stream()
                .skip(2)
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(cell -> number(cell, datatype))
                        .toArray())
                .toArray(double[][]::new);
        return new Answers(datatype, count(header, "f"), count(header, "p"), count(header, "m"), table);
    }

    private static int count(List<String> header, String kind) {
        return (int) header.stream().filter(name -> name.startsWith(kind)).count();
    }

    private static double number(String text, Datatype datatype) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> datatype == Datatype.FP32 ? Float.parseFloat(text) : Double.parseDouble(text);
        };
    }

    int rows() {
        return table.length;
    }

    Tensor input(int from, int to) {
        double[] values = new double[(to - from) * features];
        float[] floats = new float[values.length];
        for (int row = from; row < to; row++) {
            for (int j = 0; j < features; j++) {
                values[(row - from) * features + j] = table[row][j];
                floats[(row - from) * features + j] = (float) table[row][j];
            }
        }
        Shape shape = Shape.of(to - from, features);
        return datatype == Datatype.FP32 ? Tensor.of(shape, floats) : Tensor.of(shape, values);
    }

    void assertSame(Tensor[] answers, int firstRow) {
        assertColumns(answers[0], firstRow, features, predictions);
        assertColumns(answers[1], firstRow, features + predictions, margins);
    }

    /** How many margins differ in any bit, but for the sign of zero. */
    int marginDifferences(Tensor actual, int firstRow) {
        return differences(actual, firstRow, features + predictions, margins);
    }

    private int differences(Tensor actual, int firstRow, int firstColumn, int width) {
        double[] values = actual.toDoubles();
        int differences = 0;
        for (int i = 0; i < values.length; i++) {
            double expected = table[firstRow + i / width][firstColumn + i % width];
            differences += values[i] == expected || Double.isNaN(values[i]) && Double.isNaN(expected) ? 0 : 1;
        }
        return differences;
    }

    private void assertColumns(Tensor actual, int firstRow, int firstColumn, int width) {
        assertThat(actual.datatype()).isEqualTo(datatype);
        assertThat(actual.shape().rank()).isEqualTo(width == 1 ? 1 : 2);
        assertThat(actual.rowSize()).isEqualTo(width);
        double[] values = actual.toDoubles();
        for (int row = 0; row < actual.rows(); row++) {
            for (int j = 0; j < width; j++) {
                double expected = table[firstRow + row][firstColumn + j];
                if (Double.isNaN(expected)) { // a linear model of infinities
                    assertThat(values[row * width + j]).isNaN();
                    continue;
                }
                // The design's tolerance for trees.
                double tolerance = Double.isInfinite(expected) ? 0 : 1e-7 + 1e-6 * Math.abs(expected);
                assertThat(values[row * width + j])
                        .as("row %d, column %d of %s", firstRow + row, j, Arrays.toString(table[firstRow + row]))
                        .isCloseTo(expected, within(tolerance));
            }
        }
    }
}

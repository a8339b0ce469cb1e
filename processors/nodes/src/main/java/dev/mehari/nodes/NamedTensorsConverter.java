// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.apache.camel.Converter;

/**
 * Answers as what Camel people ask for: a map by output name of (nested) arrays, a list with one map per row, or, where there
 * is one output, its numbers.
 */
@Converter(generateLoader = true)
public final class NamedTensorsConverter {
    private NamedTensorsConverter() {}

    /** By output name: {@code float[]}, {@code double[]}, {@code long[]}, {@code boolean[]} or {@code String[]}, nested for
     *  more dimensions. */
    @Converter
    public static Map<String, Object> toMap(NamedTensors tensors) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            map.put(
                    tensors.name(i),
                    array(tensors.tensor(i), 0, 0, tensors.tensor(i).size()));
        }
        return map;
    }

    /** One map per row: a single value where the row has one element, else an array. */
    @Converter
    public static List<Map<String, Object>> toRows(NamedTensors tensors) {
        int rows = tensors.size() == 0 ? 0 : tensors.tensor(0).rows();
        List<Map<String, Object>> list = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < tensors.size(); i++) {
                Tensor tensor = tensors.tensor(i);
                int size = tensor.rowSize();
                map.put(
                        tensors.name(i),
                        size == 1 ? element(tensor, row) : array(tensor, 1, row * size, (row + 1) * size));
            }
            list.add(map);
        }
        return list;
    }

    @Converter
    public static float[] toFloats(NamedTensors tensors) {
        return only(tensors).toFloats();
    }

    @Converter
    public static double[] toDoubles(NamedTensors tensors) {
        return only(tensors).toDoubles();
    }

    /** The only output, {@code [n, k]}, or {@code [n]} as n rows of one. */
    @Converter
    public static double[][] toTable(NamedTensors tensors) {
        Tensor tensor = only(tensors);
        double[][] table = new double[tensor.rows()][tensor.rowSize()];
        for (int i = 0; i < tensor.size(); i++) {
            table[i / tensor.rowSize()][i % tensor.rowSize()] = tensor.doubleAt(i);
        }
        return table;
    }

    private static Tensor only(NamedTensors tensors) {
        if (tensors.size() != 1) {
            throw InferenceException.invalid("there are " + tensors.size() + " outputs: " + tensors.names()
                    + "; ask for a Map, or for one output");
        }
        return tensors.tensor(0);
    }

    private static Object array(Tensor tensor, int dimension, int from, int to) {
        if (dimension < tensor.shape().rank() - 1) {
            int length = (int) tensor.shape().dim(dimension);
            int size = length == 0 ? 0 : (to - from) / length;
            Object[] nested = new Object[length];
            for (int i = 0; i < length; i++) {
                nested[i] = array(tensor, dimension + 1, from + i * size, from + (i + 1) * size);
            }
            return nested;
        }
        int count = to - from;
        switch (tensor.datatype()) {
            case FP32, FP16, BF16 -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = tensor.floatAt(from + i);
                }
                return values;
            }
            case FP64 -> {
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    values[i] = tensor.doubleAt(from + i);
                }
                return values;
            }
            case BYTES -> {
                String[] values = new String[count];
                for (int i = 0; i < count; i++) {
                    values[i] = tensor.textAt(from + i);
                }
                return values;
            }
            case BOOL -> {
                boolean[] values = new boolean[count];
                for (int i = 0; i < count; i++) {
                    values[i] = tensor.booleanAt(from + i);
                }
                return values;
            }
            default -> {
                long[] values = new long[count];
                for (int i = 0; i < count; i++) {
                    values[i] = tensor.longAt(from + i);
                }
                return values;
            }
        }
    }

    private static Object element(Tensor tensor, int index) {
        return switch (tensor.datatype()) {
            case FP32, FP16, BF16 -> tensor.floatAt(index);
            case FP64 -> tensor.doubleAt(index);
            case BYTES -> tensor.textAt(index);
            case BOOL -> tensor.booleanAt(index);
            default -> tensor.longAt(index);
        };
    }
}

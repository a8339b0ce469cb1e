// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Numbers;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConversionException;
import org.jspecify.annotations.Nullable;

/**
 * What Camel people have in hand, as tensors: named tensors, one tensor, a map by input or column name, a list of such maps
 * (one per row), arrays and lists of numbers for a single input; anything else if a type converter makes
 * {@link NamedTensors} of it, as the protocol modules do for their messages.
 */
public final class Bodies {
    private Bodies() {}

    /**
     * The tensors in the exchange's body.
     *
     * @throws InferenceException of kind INVALID if the body is nothing of the kind
     */
    public static NamedTensors tensors(Exchange exchange, List<Declaration.Input> inputs) {
        Object body = exchange.getIn().getBody();
        if (body instanceof NamedTensors tensors) {
            return tensors;
        } else if (body instanceof Tensor tensor) {
            return NamedTensors.of(only(inputs).name(), tensor);
        } else if (body instanceof Map<?, ?> map) {
            return ofMap(map, inputs);
        } else if (body instanceof Collection<?> list && isRows(list)) {
            return ofMap(columns(list), inputs);
        } else if (body instanceof Number
                || body instanceof Collection
                || (body != null && body.getClass().isArray() && !(body instanceof byte[]))) {
            Declaration.Input input = only(inputs);
            return NamedTensors.of(input.name(), whole(input, body));
        }
        NamedTensors converted = body == null ? null : converted(exchange, body);
        if (converted == null) {
            throw InferenceException.invalid(
                    "the body is "
                            + (body == null ? "empty" : "a " + body.getClass().getName())
                            + "; send a map by input or column name, an array of numbers, or an Open Inference Protocol message");
        }
        return converted;
    }

    /**
     * What a type converter makes of the body; null if there is none for it.
     *
     * @throws InferenceException with which the converter refused it
     */
    private static @Nullable NamedTensors converted(Exchange exchange, Object body) {
        try {
            return exchange.getContext().getTypeConverter().convertTo(NamedTensors.class, exchange, body);
        } catch (TypeConversionException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof InferenceException refused) {
                    throw refused;
                }
            }
            throw e;
        }
    }

    private static Declaration.Input only(List<Declaration.Input> inputs) {
        if (inputs.size() != 1) {
            throw InferenceException.invalid(
                    "there are " + inputs.size() + " inputs; send a map by input name instead of one value");
        }
        return inputs.get(0);
    }

    private static boolean isRows(Collection<?> list) {
        return !list.isEmpty() && list.stream().allMatch(Map.class::isInstance);
    }

    private static Map<String, List<@Nullable Object>> columns(Collection<?> rows) {
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        int at = 0;
        for (Object row : rows) {
            for (Map.Entry<?, ?> cell : ((Map<?, ?>) row).entrySet()) {
                List<@Nullable Object> column =
                        columns.computeIfAbsent(String.valueOf(cell.getKey()), name -> new ArrayList<>());
                while (column.size() < at) {
                    column.add(null); // an earlier row left it out: missing
                }
                column.add(cell.getValue());
            }
            at++;
        }
        for (List<@Nullable Object> column : columns.values()) {
            while (column.size() < at) {
                column.add(null);
            }
        }
        return columns;
    }

    /** A map by input or column name. @throws InferenceException of kind INVALID, naming the key */
    public static NamedTensors ofMap(Map<?, ?> map, List<Declaration.Input> inputs) {
        List<String> names = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = String.valueOf(entry.getKey());
            names.add(name);
            Declaration.Input input = inputs.stream()
                    .filter(i -> i.name().equals(name))
                    .findFirst()
                    .orElse(null);
            Object value = entry.getValue();
            if (value instanceof Tensor tensor) {
                tensors.add(tensor);
            } else {
                tensors.add(input == null ? column(name, value) : whole(input, value));
            }
        }
        return NamedTensors.of(names, tensors);
    }

    /** A whole input: as many numbers as its shape takes, nested or flat. */
    private static Tensor whole(Declaration.Input input, @Nullable Object value) {
        List<@Nullable Object> flat = new ArrayList<>();
        List<Long> found = new ArrayList<>();
        flatten(value, 0, flat, found);
        Shape shape = shape(input, flat.size(), found);
        Datatype datatype = input.type().datatype();
        if (datatype == Datatype.BYTES) {
            return Tensor.of(
                    shape, flat.stream().map(v -> v == null ? "" : v.toString()).toArray(String[]::new));
        }
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < flat.size(); i++) {
            set(builder, i, flat.get(i), input.name());
        }
        return builder.build();
    }

    private static Shape shape(Declaration.Input input, int size, List<Long> found) {
        Shape declared = input.type().shape();
        Shape own = Shape.of(found.stream().mapToLong(Long::longValue).toArray());
        if (declared == null || declared.accepts(own)) {
            return own;
        }
        long row = 1;
        for (int i = 1; i < declared.rank(); i++) {
            row *= Math.max(1, declared.dim(i));
        }
        if (declared.rank() > 0 && declared.dim(0) == Shape.DYNAMIC && row > 0 && size % row == 0) {
            Shape filled = declared.with(0, size / row);
            for (int i = 1; i < filled.rank(); i++) {
                if (filled.dim(i) < 0) {
                    return own; // the request's own shape is all there is to go by
                }
            }
            return filled;
        }
        return own;
    }

    private static void flatten(@Nullable Object value, int depth, List<@Nullable Object> flat, List<Long> shape) {
        int length;
        if (value instanceof Collection<?> list) {
            length = list.size();
        } else if (value != null && value.getClass().isArray()) {
            length = Array.getLength(value);
        } else {
            flat.add(value);
            return;
        }
        if (shape.size() == depth) {
            shape.add((long) length);
        } else if (shape.get(depth) != length) {
            throw InferenceException.invalid(
                    "the body's rows differ in length: " + shape.get(depth) + " and " + length);
        }
        if (value instanceof Collection<?> list) {
            for (Object element : list) {
                flatten(element, depth + 1, flat, shape);
            }
        } else {
            for (int i = 0; i < length; i++) {
                flatten(Array.get(value, i), depth + 1, flat, shape);
            }
        }
    }

    /** One column: texts as BYTES, integers as INT64, other numbers as FP64; null is missing. */
    private static Tensor column(String name, @Nullable Object value) {
        List<@Nullable Object> flat = new ArrayList<>();
        flatten(value, 0, flat, new ArrayList<>());
        Shape shape = Shape.of(flat.size());
        boolean text = flat.stream().anyMatch(CharSequence.class::isInstance);
        if (text) {
            return Tensor.of(
                    shape, flat.stream().map(v -> v == null ? "" : v.toString()).toArray(String[]::new));
        }
        boolean whole = flat.stream()
                .allMatch(v -> v instanceof Long || v instanceof Integer || v instanceof Short || v instanceof Byte);
        TensorBuilder builder = new TensorBuilder(whole ? Datatype.INT64 : Datatype.FP64, shape);
        for (int i = 0; i < flat.size(); i++) {
            set(builder, i, flat.get(i), name);
        }
        return builder.build();
    }

    private static void set(TensorBuilder builder, int at, @Nullable Object value, String name) {
        Datatype datatype = builder.datatype();
        if (value == null && datatype.isFloat()) {
            builder.setDouble(at, Double.NaN);
        } else if (value instanceof Boolean flag && datatype == Datatype.BOOL) {
            builder.setBoolean(at, flag);
        } else if (value instanceof Long whole && datatype.isInteger() && inRange(datatype, whole)) {
            builder.setLong(at, whole);
        } else if (value instanceof Number number && Numbers.holds(datatype, number.doubleValue())) {
            builder.setDouble(at, number.doubleValue());
        } else {
            throw InferenceException.invalid("'" + Words.shorten(name) + "' takes " + datatype + ", element " + at
                    + " is " + (value == null ? "missing" : Words.shorten(value.toString())));
        }
    }

    private static boolean inRange(Datatype datatype, long value) {
        return datatype == Datatype.UINT64
                ? value >= 0
                : value >= datatype.minInteger() && value <= datatype.maxInteger();
    }
}

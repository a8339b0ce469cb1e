// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Numbers;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Types, tensors and ops by chance, from a seed that a property prints. */
final class Generated {
    private static final List<String> NAMES = List.of("age", "a b", "", "ä", "months", "x=1");
    private static final double[] ODD = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        2,
        3,
        127,
        128,
        255,
        65504,
        1e10,
        0x1p63,
        -0x1p63,
        1e300,
        Double.MIN_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    private final Random random;

    Generated(Random random) {
        this.random = random;
    }

    <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    Datatype datatype() {
        return oneOf(List.of(Datatype.values()));
    }

    /** Rank 0 to 3, small, with named columns now and then; some dimensions and some shapes are open. */
    TensorType type() {
        Datatype datatype = random.nextInt(3) == 0 ? datatype() : Datatype.FP32;
        int rank = oneOf(List.of(1, 2, 2, 2, 2, 3, 0));
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = i == 0 || random.nextInt(8) == 0 ? -1 : 1 + random.nextInt(4);
        }
        List<Feature> features = new ArrayList<>();
        if (rank == 2 && dims[1] > 0 && random.nextBoolean()) {
            for (int i = 0; i < dims[1]; i++) {
                features.add(
                        random.nextInt(3) == 0
                                ? new Feature(oneOf(NAMES), List.of("u", "v", "w"))
                                : Feature.number(oneOf(NAMES)));
            }
        }
        return new TensorType(datatype, random.nextInt(8) == 0 ? null : Shape.of(dims), features);
    }

    /** A type that suits the kernel or combiner of that word, mostly. */
    TensorType type(String word) {
        return switch (random.nextInt(4) == 0 ? "any" : word) {
            case "labels", "vote" ->
                new TensorType(
                        oneOf(List.of(Datatype.INT64, Datatype.UINT64, Datatype.INT8, Datatype.UINT8)), Shape.of(-1));
            case "threshold" -> new TensorType(oneOf(List.of(Datatype.FP32, Datatype.INT32)), Shape.of(-1));
            case "oneHot" ->
                new TensorType(
                        oneOf(List.of(Datatype.FP32, Datatype.FP64, Datatype.INT16)),
                        Shape.of(-1, 2),
                        List.of(new Feature(oneOf(NAMES), List.of("u", "v", "w")), Feature.number(oneOf(NAMES))));
            default -> type();
        };
    }

    /** A tensor of that type with so many rows; numbers in category columns are categories, mostly. */
    Tensor tensor(TensorType type, int rows) {
        Shape declared = type.shape() == null
                ? Shape.of(-1, type.hasFeatures() ? type.features().size() : 2)
                : type.shape();
        long[] dims = declared.toArray();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == 0 ? rows : dims[i] < 0 ? 2 : dims[i];
        }
        Shape shape = Shape.of(dims);
        int size = (int) shape.elements();
        if (type.datatype() == Datatype.BYTES) {
            String[] texts = new String[size];
            Arrays.setAll(texts, i -> oneOf(NAMES));
            return Tensor.of(shape, texts);
        }
        TensorBuilder builder = new TensorBuilder(type.datatype(), shape);
        for (int i = 0; i < size; i++) {
            boolean category = type.hasFeatures()
                    && type.features().get(i % type.features().size()).isCategorical();
            double value = category ? random.nextInt(3) : number();
            if (Numbers.holds(type.datatype(), value)) {
                builder.setDouble(i, value);
            } else {
                builder.setLong(i, random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(4));
            }
        }
        return builder.build();
    }

    private double number() {
        return random.nextInt(12) == 0 ? ODD[random.nextInt(ODD.length)] : Math.rint(random.nextGaussian() * 20) / 4;
    }

    /** An op of that kernel that takes such a type, as far as luck has it. */
    @Nullable
    Object fitting(String kernel, TensorType type) {
        int columns = type.shape() != null && type.shape().rank() == 2
                ? (int) Math.max(1, type.shape().dim(1))
                : 1;
        return switch (kernel) {
            case "select" ->
                some(() -> type.hasFeatures() && random.nextBoolean()
                        ? oneOf(type.features()).name()
                        : (Object) random.nextInt(columns));
            case "cast" -> oneOf(List.of("FP32", "FP64", "FP16", "BF16", "INT64", "INT8", "UINT64", "INT32"));
            case "impute" -> constant(type);
            case "clip" ->
                random.nextBoolean() ? Map.of("min", -1, "max", constant(type)) : Map.of("min", constant(type));
            case "standardize" -> Map.of("mean", constant(type), "std", 1 + random.nextInt(3));
            case "bucketize" -> Map.of("edges", List.of(-2, random.nextInt(2), 3));
            case "threshold" -> Map.of("at", random.nextInt(3), "labels", List.of("lo", "hi"));
            case "labels" -> List.of("a", "b", "c", "d");
            default -> null;
        };
    }

    /** That kernel first, then up to two others that take what comes; none if the kernel doesn't take such inputs. */
    List<Op> chain(String kernel, List<TensorType> types) {
        List<String> kernels = List.copyOf(Op.kernels());
        List<Op> ops = new ArrayList<>();
        TensorType before = types.get(0);
        for (int i = 0; i < 3; i++) {
            String next = i == 0 ? kernel : oneOf(kernels);
            try {
                List<Op> longer = new ArrayList<>(ops);
                longer.add(Op.parse(next, fitting(next, before)));
                before = Transform.of(longer, types).output();
                ops = longer;
            } catch (InvalidOpException doesNotFit) {
                if (ops.isEmpty()) {
                    return ops;
                }
            }
        }
        return ops;
    }

    private Object constant(TensorType type) {
        Supplier<Object> number = () -> random.nextInt(2) + (type.datatype().isFloat() ? random.nextInt(4) / 4.0 : 0);
        long numeric = type.features().stream().filter(f -> !f.isCategorical()).count();
        switch (random.nextInt(3)) {
            case 0 -> {
                int count = type.hasFeatures()
                        ? (int) numeric
                        : type.shape() != null && type.shape().rank() == 2
                                ? (int) Math.abs(type.shape().dim(1))
                                : 1;
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    list.add(number.get());
                }
                return list;
            }
            case 1 -> {
                Map<String, Object> named = new LinkedHashMap<>();
                type.features().stream()
                        .filter(f -> !f.isCategorical() && random.nextBoolean())
                        .forEach(f -> named.put(f.name(), number.get()));
                return named.isEmpty() ? number.get() : named;
            }
            default -> {
                return number.get();
            }
        }
    }

    private List<Object> some(Supplier<Object> element) {
        List<Object> list = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }

    /** Anything that a YAML or JSON reader may give, nested a few levels. */
    @Nullable
    Object anything(int depth) {
        return switch (random.nextInt(depth > 0 ? 14 : 10)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt(5) - 1;
            case 3 -> random.nextLong();
            case 4 -> ODD[random.nextInt(ODD.length)];
            case 5 -> random.nextGaussian();
            case 6 -> new BigInteger(80, random).subtract(BigInteger.TWO.pow(70));
            case 7 -> oneOf(List.of("FP32", "INT8", "BOOL", "BYTES", "fp64"));
            case 8 -> oneOf(NAMES);
            case 9 -> (float) random.nextGaussian();
            case 10, 11 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(anything(depth - 1));
                }
                yield list;
            }
            default -> {
                Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(key(), anything(depth - 1));
                }
                yield map;
            }
        };
    }

    private @Nullable Object key() {
        return random.nextInt(20) == 0
                ? anything(0)
                : oneOf(List.of("min", "max", "mean", "std", "edges", "at", "labels", "age", "a b", "file"));
    }
}

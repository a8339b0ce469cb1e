// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.mehari.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/**
 * One kernel of a transform with its arguments, as a graph file has it; there is one record per kernel. An op knows
 * nothing of the tensor that it will see: {@link Transform#of} binds it.
 */
public sealed interface Op {
    /** The kernel's word in a graph file: {@code clip}. */
    String kernel();

    /**
     * The arguments as plain Java, in one form for each meaning: String, List, Map from String, and for numbers Long
     * where whole, Double, or BigInteger for whole numbers beyond 64 bits with sign. {@link #parse} makes an equal op of
     * them. Null where the kernel has none.
     */
    @Nullable
    Object arguments();

    /**
     * Reads one op.
     *
     * @param arguments as YAML or JSON has them, any {@code {file: …}} replaced by what it names
     * @throws InvalidOpException if there is no such kernel, or not with such arguments
     */
    static Op parse(String kernel, @Nullable Object arguments) {
        return Kernel.named(kernel).parse(new Arguments(kernel, arguments));
    }

    /** The words of all kernels, in the order of the language's table. */
    static Set<String> kernels() {
        return Kernel.words();
    }

    /** Columns by name or position, in the order given. */
    record Select(List<Column> columns) implements Op {
        public Select {
            columns = List.copyOf(columns);
            require(!columns.isEmpty(), "select has no column");
        }

        @Override
        public String kernel() {
            return "select";
        }

        @Override
        public Object arguments() {
            return columns.stream().map(Column::plain).toList();
        }
    }

    /** Several inputs, side by side; the first op of its list. */
    record Concat() implements Op {
        @Override
        public String kernel() {
            return "concat";
        }

        @Override
        public @Nullable Object arguments() {
            return null;
        }
    }

    /** Another datatype: numbers only. Integers get floats truncated toward zero. */
    record Cast(Datatype to) implements Op {
        public Cast {
            require(to.isNumeric(), "nothing is cast to " + to);
        }

        @Override
        public String kernel() {
            return "cast";
        }

        @Override
        public Object arguments() {
            return to.name();
        }
    }

    /** A value for each NaN. */
    record Impute(Constant value) implements Op {
        @Override
        public String kernel() {
            return "impute";
        }

        @Override
        public Object arguments() {
            return value.plain();
        }
    }

    /** Limits; at least one of the two is there. NaN stays. */
    record Clip(@Nullable Constant min, @Nullable Constant max) implements Op {
        public Clip {
            require(min != null || max != null, "clip has neither min nor max");
        }

        @Override
        public String kernel() {
            return "clip";
        }

        @Override
        public Object arguments() {
            Map<String, Object> limits = new LinkedHashMap<>();
            if (min != null) {
                limits.put("min", min.plain());
            }
            if (max != null) {
                limits.put("max", max.plain());
            }
            return Collections.unmodifiableMap(limits);
        }
    }

    /** (x − mean) / std, with mean and std for the same columns and std above 0. */
    record Standardize(Constant mean, Constant std) implements Op {
        @Override
        public String kernel() {
            return "standardize";
        }

        @Override
        public Object arguments() {
            return named("mean", mean.plain(), "std", std.plain());
        }
    }

    /** The natural logarithm. */
    record Log() implements Op {
        @Override
        public String kernel() {
            return "log";
        }

        @Override
        public @Nullable Object arguments() {
            return null;
        }
    }

    /** A column of 0 and 1 for each category, in the place of each column with categories. */
    record OneHot() implements Op {
        @Override
        public String kernel() {
            return "oneHot";
        }

        @Override
        public @Nullable Object arguments() {
            return null;
        }
    }

    /** The number of edges at or below a value: an edge belongs to the bucket above it. */
    record Bucketize(List<Number> edges) implements Op {
        public Bucketize {
            edges = Figures.canonical(edges);
            require(!edges.isEmpty(), "bucketize has no edge");
            require(Figures.firstDescent(edges) < 0, "the edges of bucketize don't ascend");
        }

        @Override
        public String kernel() {
            return "bucketize";
        }

        @Override
        public Object arguments() {
            return Map.of("edges", edges);
        }
    }

    /** exp(xᵢ) / Σ exp(xⱼ) over the last dimension. */
    record Softmax() implements Op {
        @Override
        public String kernel() {
            return "softmax";
        }

        @Override
        public @Nullable Object arguments() {
            return null;
        }
    }

    /** The position of the largest value in the last dimension, the first of equals. */
    record Argmax() implements Op {
        @Override
        public String kernel() {
            return "argmax";
        }

        @Override
        public @Nullable Object arguments() {
            return null;
        }
    }

    /** The first label below the limit, the second at or above it. */
    record Threshold(Number at, List<String> labels) implements Op {
        public Threshold {
            at = Figures.canonical(at);
            labels = List.copyOf(labels);
            require(labels.size() == 2, "threshold has two labels");
        }

        @Override
        public String kernel() {
            return "threshold";
        }

        @Override
        public Object arguments() {
            return named("at", at, "labels", labels);
        }
    }

    /** The text at the position that an integer names. */
    record Labels(List<String> texts) implements Op {
        public Labels {
            texts = List.copyOf(texts);
            require(!texts.isEmpty(), "labels has no label");
        }

        @Override
        public String kernel() {
            return "labels";
        }

        @Override
        public Object arguments() {
            return texts;
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static Map<String, Object> named(String first, Object value, String second, Object value2) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put(first, value);
        named.put(second, value2);
        return Collections.unmodifiableMap(named);
    }
}

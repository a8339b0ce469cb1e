// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Short words for what tests of ops begin with. */
final class Given {
    static final Feature CHECKING = new Feature("checking", List.of("none", "low", "high"));
    static final Feature MONTHS = Feature.number("months");
    static final Feature AGE = Feature.number("age");
    static final float NAN = Float.NaN;

    private Given() {}

    static Op op(String kernel, @Nullable Object arguments) {
        return Op.parse(kernel, arguments);
    }

    static Op op(String kernel) {
        return Op.parse(kernel, null);
    }

    static TensorType type(Datatype datatype, long... dims) {
        return new TensorType(datatype, Shape.of(dims));
    }

    static TensorType unknown(Datatype datatype) {
        return new TensorType(datatype, null);
    }

    /** FP32 {@code [-1, k]} with these columns. */
    static TensorType columns(Feature... features) {
        return columns(Datatype.FP32, features);
    }

    static TensorType columns(Datatype datatype, Feature... features) {
        return new TensorType(datatype, Shape.of(-1, features.length), List.of(features));
    }

    static Transform transform(TensorType type, Op... ops) {
        return Transform.of(List.of(ops), List.of(type));
    }

    /** In a graph without batch. */
    static Transform ofOneRow(TensorType type, Op... ops) {
        return Transform.of(List.of(ops), List.of(type), false);
    }

    /** {@code [1, k]} of FP32. */
    static Tensor row(float... values) {
        return Tensor.of(Shape.of(1, values.length), values);
    }

    static Tensor tensor(Datatype datatype, Shape shape, double... values) {
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < values.length; i++) {
            builder.setDouble(i, values[i]);
        }
        return builder.build();
    }

    /** {@code [n]} of integers; UINT64 as bits. */
    static Tensor integers(Datatype datatype, long... values) {
        return integers(datatype, Shape.of(values.length), values);
    }

    static Tensor integers(Datatype datatype, Shape shape, long... values) {
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < values.length; i++) {
            builder.setLong(i, values[i]);
        }
        return builder.build();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import dev.mehari.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Writes a ValueInfoProto: the name and type of a tensor of a graph. */
final class TypedValue {
    private TypedValue() {}

    /** @param shape null to state none */
    static WireWriter of(String name, ElementType element, @Nullable Shape shape) {
        WireWriter tensor = new WireWriter().number(1, element.number()); // elem_type
        if (shape != null) {
            tensor.message(2, shape(shape)); // shape
        }
        return new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor)); // type, tensor_type
    }

    private static WireWriter shape(Shape shape) {
        WireWriter dims = new WireWriter();
        for (int i = 0; i < shape.rank(); i++) {
            WireWriter dim = new WireWriter();
            dims.message(1, shape.dim(i) == Shape.DYNAMIC ? dim : dim.number(1, shape.dim(i)));
        }
        return dims;
    }
}

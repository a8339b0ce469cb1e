// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Whether what is given to an input suits it, and what to do if not. */
final class TypeFit {
    private TypeFit() {}

    /**
     * Equal where neither leaves a length open; with a batch dimension 0 is the rows and isn't looked at.
     *
     * @param wanted null, like {@code given}, where nobody states a shape
     */
    static boolean shapes(@Nullable Shape wanted, @Nullable Shape given, boolean batch) {
        if (wanted == null || given == null) {
            return true;
        }
        if (wanted.rank() != given.rank()) {
            // A model input without batch is a finding of its own.
            return batch && wanted.rank() == 0;
        }
        for (int i = batch ? 1 : 0; i < wanted.rank(); i++) {
            boolean open = wanted.dim(i) == Shape.DYNAMIC || given.dim(i) == Shape.DYNAMIC;
            if (!open && wanted.dim(i) != given.dim(i)) {
                return false;
            }
        }
        return true;
    }

    static String datatypeMend(Datatype wanted, TensorType given) {
        boolean castable = wanted.isNumeric() && given.datatype() != Datatype.BYTES;
        return castable ? "Put a transform with cast: " + wanted + " before it." : "Give it a tensor of this datatype.";
    }

    static String shapeMend(@Nullable Shape wanted, @Nullable Shape given) {
        if (wanted == null || given == null) {
            return "";
        }
        if (wanted.rank() == 2 && given.rank() == 1) {
            return "A transform with concat makes [n, 1] of [n], and joins several.";
        }
        return wanted.rank() == 2 && given.rank() == 2
                ? "Pick columns with select, or join more with concat."
                : "Give it a tensor of this shape.";
    }
}

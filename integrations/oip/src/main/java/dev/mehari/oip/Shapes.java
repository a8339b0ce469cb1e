// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.util.Arrays;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;

/** The shape that a client claims, checked before anything is made of it. */
public final class Shapes {
    private Shapes() {}

    /**
     * @param where its text names the tensor in messages: {@code input 'age'}
     * @throws InferenceException INVALID for a negative dimension, too many of them, or more elements than a tensor takes
     */
    public static Shape of(Object where, long[] dims, Limits limits) {
        if (dims.length > limits.rank()) {
            throw tooManyDimensions(where, limits);
        }
        long elements = 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw InferenceException.invalid(where + ": shape " + Arrays.toString(dims) + " has the dimension "
                        + dim + ". Send the lengths that the data has");
            }
            // Zeros don't hide the others: the rows of [0, 2^40, 2^40] would overflow too.
            if (dim > Integer.MAX_VALUE || elements * Math.max(dim, 1) > Integer.MAX_VALUE) {
                throw InferenceException.invalid(
                        where + ": shape " + Arrays.toString(dims) + " has more elements than a tensor takes (2^31-1)");
            }
            elements *= Math.max(dim, 1);
        }
        return Shape.of(dims);
    }

    public static InferenceException tooManyDimensions(Object where, Limits limits) {
        return InferenceException.invalid(
                where + ": shape has more than " + limits.rank() + " dimensions (limit " + Limits.RANK_SETTING + ")");
    }
}

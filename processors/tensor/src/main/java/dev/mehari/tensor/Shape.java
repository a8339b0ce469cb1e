// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The dimensions of a tensor, outermost first. A dimension of {@link #DYNAMIC} (−1) in a declared shape stands for any
 * length; the shape of a real tensor has none. Immutable.
 */
public final class Shape {
    /** A dimension of any length. */
    public static final long DYNAMIC = -1;

    /** Rank 0: one element. */
    public static final Shape SCALAR = new Shape();

    private final long[] dims;
    private final long elements;

    private Shape(long... dims) {
        this.dims = dims;
        this.elements = product(dims, 0);
    }

    /** @throws IllegalArgumentException for a dimension below −1, or more than 2^63−1 elements */
    public static Shape of(long... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    public long dim(int index) {
        return dims[index];
    }

    public boolean isConcrete() {
        return elements >= 0;
    }

    /**
     * The number of elements; 1 for a scalar.
     *
     * @throws IllegalStateException if a dimension is dynamic
     */
    public long elements() {
        if (elements < 0) {
            throw new IllegalStateException("shape " + this + " has no number of elements: a dimension is dynamic");
        }
        return elements;
    }

    /**
     * The elements of one row: the product of all dimensions but the first; 1 for rank 0 and 1.
     *
     * @throws IllegalStateException if one of them is dynamic
     */
    public long rowElements() {
        long product = product(dims, 1);
        if (product < 0) {
            throw new IllegalStateException("rows of shape " + this + " have no size: a dimension is dynamic");
        }
        return product;
    }

    /** This shape with another length at {@code index}. */
    public Shape with(int index, long length) {
        if (dims[index] == length) {
            return this;
        }
        long[] changed = dims.clone();
        changed[index] = length;
        return new Shape(changed);
    }

    /** This shape without its first dimension. */
    public Shape ofRow() {
        return Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    }

    /** Whether a tensor of {@code actual} shape fits this declared one: same rank, equal where not dynamic. */
    public boolean accepts(Shape actual) {
        if (dims.length != actual.dims.length) {
            return false;
        }
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] != DYNAMIC && dims[i] != actual.dims[i]) {
                return false;
            }
        }
        return true;
    }

    public long[] toArray() {
        return dims.clone();
    }

    private static long product(long[] dims, int from) {
        long product = 1;
        boolean dynamic = false;
        boolean empty = false;
        boolean overflow = false;
        for (int i = from; i < dims.length; i++) {
            long dim = dims[i];
            if (dim < DYNAMIC) {
                throw new IllegalArgumentException("dimension " + dim + " of shape " + Arrays.toString(dims)
                        + " is negative; a shape has lengths of 0 and more, or -1 for any");
            }
            dynamic |= dim == DYNAMIC;
            empty |= dim == 0;
            if (dim > 0 && !overflow) {
                overflow = Math.multiplyHigh(product, dim) != 0 || product * dim < 0;
                product *= dim;
            }
        }
        if (dynamic) {
            return DYNAMIC;
        }
        if (empty) {
            return 0;
        }
        if (overflow) {
            throw new IllegalArgumentException("shape " + Arrays.toString(dims) + " has more than 2^63-1 elements");
        }
        return product;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(dims, that.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As in JSON: {@code [-1, 4]}. */
    @Override
    public String toString() {
        return LongStream.of(dims).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

/** A column as {@link Op.Select} picks it: by the name of its feature or by its position. */
public sealed interface Column {
    /** As it stands in a graph file: a String or a Long. */
    Object plain();

    /** The column of that feature. */
    record Named(String name) implements Column {
        @Override
        public Object plain() {
            return name;
        }
    }

    /** The column at that position, from 0. */
    record At(int index) implements Column {
        public At {
            if (index < 0) {
                throw new IllegalArgumentException("column " + index + " is negative");
            }
        }

        @Override
        public Object plain() {
            return (long) index;
        }
    }
}

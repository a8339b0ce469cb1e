// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.cel.Type.Held;

/** Making lists and reading their elements. */
final class Lists {
    private Lists() {}

    /** A list written out. */
    static final class Made extends Term {
        private final Term[] elements;
        private final Held held;

        Made(Term[] elements, Held held) {
            this.elements = elements;
            this.held = held;
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            locals.step(elements.length);
            Object array = Elements.array(held, elements.length);
            for (int i = 0; i < elements.length; i++) {
                Elements.put(array, i, held, elements[i], input, row, locals);
            }
            return array;
        }
    }

    /** {@code a + b}. */
    static final class Joined extends Term {
        private final Term left;
        private final Term right;
        private final Held held;

        Joined(Term left, Term right, Held held) {
            this.left = left;
            this.right = right;
            this.held = held;
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            Object a = left.list(input, row, locals);
            Object b = right.list(input, row, locals);
            int sizeA = Elements.size(a, row);
            int sizeB = Elements.size(b, row);
            locals.step(sizeA);
            locals.step(sizeB);
            Object joined = Elements.array(held, sizeA + sizeB);
            for (int i = 0; i < sizeA; i++) {
                Elements.copy(a, row, i, joined, i, held);
            }
            for (int i = 0; i < sizeB; i++) {
                Elements.copy(b, row, i, joined, sizeA + i, held);
            }
            return joined;
        }
    }

    static final class Size extends Term {
        private final Term list;

        Size(Term list) {
            this.list = list;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return Elements.size(list.list(input, row, locals), row);
        }
    }

    /** {@code list[position]}. */
    static final class Element extends Term {
        private final Term list;
        private final Term position;

        Element(Term list, Term position) {
            this.list = list;
            this.position = position;
        }

        private int position(Object elements, CelInput input, int row, Locals locals) {
            long at = position.integer(input, row, locals);
            int size = Elements.size(elements, row);
            if (at < 0 || at >= size) {
                throw error("element " + at + " of a list of " + size + " does not exist");
            }
            return (int) at;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.truth(elements, row, position(elements, input, row, locals));
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.integer(elements, row, position(elements, input, row, locals));
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.real(elements, row, position(elements, input, row, locals));
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.text(elements, row, position(elements, input, row, locals));
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            return any(input, row, locals);
        }

        @Override
        Table map(CelInput input, int row, Locals locals) {
            return (Table) any(input, row, locals);
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.object(elements, row, position(elements, input, row, locals));
        }
    }
}

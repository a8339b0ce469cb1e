// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

/** The variables of macros during one evaluation, by slot, and what the evaluation may still use. Confined to it. */
final class Locals {
    /** The most elements that the macros and lists of one evaluation may touch. */
    static final int MOST_STEPS = 10_000_000;
    /** For texts without macros, lists and maps: nothing is kept in it. */
    static final Locals NONE = new Locals(0);

    final long[] integers;
    final double[] reals;
    final Object[] objects;
    private int steps;

    Locals(int slots) {
        integers = new long[slots];
        reals = new double[slots];
        objects = new Object[slots];
    }

    /** Counts elements touched. */
    void step(int elements) {
        steps += elements;
        if (steps > MOST_STEPS || elements > MOST_STEPS || steps < 0) {
            throw Term.error("the condition goes over more than " + MOST_STEPS + " elements");
        }
    }

    /** Sets the variable of a slot to element {@code i} of a list. */
    void set(int slot, Type.Held held, Object list, int row, int i) {
        switch (held) {
            case TRUTH -> integers[slot] = Elements.truth(list, row, i) ? 1 : 0;
            case INTEGER -> integers[slot] = Elements.integer(list, row, i);
            case REAL -> reals[slot] = Elements.real(list, row, i);
            case TEXT -> objects[slot] = Elements.text(list, row, i);
            case LIST, MAP, ANY -> objects[slot] = Elements.object(list, row, i);
        }
    }

    /** A variable. */
    static final class Variable extends Term {
        private final int slot;

        Variable(int slot) {
            this.slot = slot;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return locals.integers[slot] != 0;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return locals.integers[slot];
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            return locals.reals[slot];
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return (String) locals.objects[slot];
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            return locals.objects[slot];
        }

        @Override
        Table map(CelInput input, int row, Locals locals) {
            return (Table) locals.objects[slot];
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            return locals.objects[slot];
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

/** A value known beforehand, for each way to hold it. */
final class Constant extends Term {
    private final Object value;
    private final long integer;
    private final double real;

    private Constant(Object value, long integer, double real) {
        this.value = value;
        this.integer = integer;
        this.real = real;
    }

    static Constant of(boolean truth) {
        return new Constant(truth, truth ? 1 : 0, 0);
    }

    /** An integer; UINT64 by its bits. */
    static Constant of(long integer) {
        return new Constant(integer, integer, 0);
    }

    static Constant of(double real) {
        return new Constant(real, 0, real);
    }

    static Constant of(String text) {
        return new Constant(text, 0, 0);
    }

    /** An array, see {@link Elements}, or a {@link Table}. */
    static Constant held(Object listOrMap) {
        return new Constant(listOrMap, 0, 0);
    }

    double real() {
        return real;
    }

    long integer() {
        return integer;
    }

    String text() {
        return (String) value;
    }

    Object list() {
        return value;
    }

    @Override
    boolean truth(CelInput input, int row, Locals locals) {
        return integer != 0;
    }

    @Override
    long integer(CelInput input, int row, Locals locals) {
        return integer;
    }

    @Override
    double real(CelInput input, int row, Locals locals) {
        return real;
    }

    @Override
    String text(CelInput input, int row, Locals locals) {
        return (String) value;
    }

    @Override
    Object list(CelInput input, int row, Locals locals) {
        return value;
    }

    @Override
    Table map(CelInput input, int row, Locals locals) {
        return (Table) value;
    }

    @Override
    Object any(CelInput input, int row, Locals locals) {
        return value;
    }
}

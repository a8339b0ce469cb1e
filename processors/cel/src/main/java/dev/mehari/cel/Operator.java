// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

/** The operators of CEL. */
enum Operator {
    NOT("!"),
    NEGATE("-"),
    TIMES("*"),
    DIVIDE("/"),
    MODULO("%"),
    PLUS("+"),
    MINUS("-"),
    EQUAL("==", 0b0010),
    NOT_EQUAL("!=", 0b1101),
    LESS("<", 0b0001),
    LESS_OR_EQUAL("<=", 0b0011),
    GREATER(">", 0b0100),
    GREATER_OR_EQUAL(">=", 0b0110),
    IN("in"),
    AND("&&"),
    OR("||"),
    CHOOSE("?:");

    private final String sign;
    /** Of a relation: whether it holds for less, equal, greater and unordered, from the lowest bit. */
    private final int truths;

    Operator(String sign) {
        this(sign, 0);
    }

    Operator(String sign, int truths) {
        this.sign = sign;
        this.truths = truths;
    }

    String sign() {
        return sign;
    }

    /** Whether this relation holds where the left side is less (−1), equal (0) or greater (1), or unordered (2). */
    boolean holds(int comparison) {
        return (truths >>> (comparison + 1) & 1) != 0;
    }

    boolean isEquality() {
        return this == EQUAL || this == NOT_EQUAL;
    }
}

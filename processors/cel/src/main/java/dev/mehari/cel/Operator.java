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
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    AND("&&"),
    OR("||"),
    CHOOSE("?:");

    private final String sign;

    Operator(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    /** Whether this relation holds where the left side is less (−1), equal (0) or greater (1), or unordered (2). */
    boolean holds(int comparison) {
        return switch (this) {
            case EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison == 1;
            case GREATER_OR_EQUAL -> comparison == 0 || comparison == 1;
            default -> throw new IllegalStateException(sign + " compares nothing");
        };
    }

    boolean isEquality() {
        return this == EQUAL || this == NOT_EQUAL;
    }
}

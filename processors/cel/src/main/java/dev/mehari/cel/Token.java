// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

/**
 * A word of a text.
 *
 * @param start its first char
 * @param end the char after its last
 * @param value of literals: Long, {@link Unsigned}, Double or String; of all others, the word itself
 */
record Token(Kind kind, int start, int end, Object value) {
    enum Kind {
        NAME,
        INTEGER,
        UNSIGNED,
        REAL,
        TEXT,
        BYTES,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return (kind == Kind.SYMBOL || kind == Kind.NAME) && value.equals(symbol);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What was written, before names and types are looked at. Offsets are chars of the text; brackets around a part are outside
 * of it.
 */
sealed interface Syntax {
    int start();

    /** The char after the last. */
    int end();

    /** How many levels lie below: 0 for a leaf. */
    int depth();

    /** @param value Boolean, Long, {@link Unsigned}, Double, String, {@link ByteText}, or null for {@code null} */
    record Literal(int start, int end, @Nullable Object value) implements Syntax {
        @Override
        public int depth() {
            return 0;
        }
    }

    /** A bytes literal: it is read so that it can be refused by name. */
    record ByteText(String text) {}

    record Name(int start, int end, String name) implements Syntax {
        @Override
        public int depth() {
            return 0;
        }
    }

    /** {@code of.field}; {@code at} is where the field begins. */
    record Select(int start, int end, Syntax of, String field, int at, int depth) implements Syntax {}

    /** {@code of[key]}. */
    record Index(int start, int end, Syntax of, Syntax key, int depth) implements Syntax {}

    /** {@code function(arguments)} or {@code target.function(arguments)}; {@code at} is where the function's name begins. */
    record Call(int start, int end, @Nullable Syntax target, String function, int at, List<Syntax> arguments, int depth)
            implements Syntax {}

    /**
     * An operator with its operands: one for {@code !} and the sign, two, three for {@code ?:}, and two or more for chains
     * of {@code &&} and {@code ||}; {@code at} is where the (first) operator stands.
     */
    record Operation(int start, int end, Operator operator, int at, List<Syntax> operands, int depth)
            implements Syntax {}

    record ListOf(int start, int end, List<Syntax> elements, int depth) implements Syntax {}

    record MapOf(int start, int end, List<Syntax> keys, List<Syntax> values, int depth) implements Syntax {}

    /** {@code Name{field: value}}, a message of a schema: read so that it can be refused by name. */
    record Message(int start, int end, int depth) implements Syntax {}
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.function.BiPredicate;

import com.google.re2j.Pattern;

/** Functions of texts. */
final class Texts {
    /** The longest text that an evaluation may make, in chars. */
    static final int LONGEST = 1 << 20;

    private Texts() {}

    static String joined(String a, String b) {
        if (a.length() + b.length() > LONGEST) {
            throw Term.error("a text would have more than " + LONGEST + " characters");
        }
        return a.concat(b);
    }

    /** {@code a + b}. */
    static final class Joined extends Term {
        private final Term left;
        private final Term right;

        Joined(Term left, Term right) {
            this.left = left;
            this.right = right;
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            return joined(left.text(input, row, locals), right.text(input, row, locals));
        }
    }

    /** The number of code points. */
    static final class Size extends Term {
        private final Term operand;

        Size(Term operand) {
            this.operand = operand;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            String text = operand.text(input, row, locals);
            return text.codePointCount(0, text.length());
        }
    }

    /** {@code contains}, {@code startsWith}, {@code endsWith}. */
    static final class Test extends Term {
        private final BiPredicate<String, String> test;
        private final Term text;
        private final Term part;

        Test(BiPredicate<String, String> test, Term text, Term part) {
            this.test = test;
            this.text = text;
            this.part = part;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return test.test(text.text(input, row, locals), part.text(input, row, locals));
        }
    }

    /** {@code matches}: whether a part of the text fits. RE2 takes time in proportion to the text, whatever the pattern. */
    static final class Matches extends Term {
        private final Term text;
        private final Pattern pattern;

        Matches(Term text, Pattern pattern) {
            this.text = text;
            this.pattern = pattern;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            return pattern.matcher(text.text(input, row, locals)).find();
        }
    }
}

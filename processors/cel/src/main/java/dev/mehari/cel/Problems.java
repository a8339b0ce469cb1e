// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.mehari.cel.InvalidCelException.Problem;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a text while it is checked. Confined to that. */
final class Problems {
    private static final int LONGEST_QUOTE = 60;

    private final String text;
    private final List<Problem> found = new ArrayList<>();

    Problems(String text) {
        this.text = text;
    }

    void add(int offset, String message, String mend) {
        add(new Problem(offset, message, mend, null));
    }

    /** A path is followed more than once, what is wrong with it is told once. */
    private void add(Problem problem) {
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    void add(Syntax at, String message, String mend) {
        add(at.start(), message, mend);
    }

    /** With the text patched by putting {@code instead} where {@code at} stands, or without a patch. */
    void add(Syntax at, String message, String mend, @Nullable String instead) {
        add(at.start(), message, mend, at.start(), at.end(), instead);
    }

    void add(int offset, String message, String mend, int from, int to, @Nullable String instead) {
        String patch = instead == null ? null : text.substring(0, from) + instead + text.substring(to);
        add(new Problem(offset, message, mend, patch));
    }

    /** What was written, shortened where long. */
    String quote(Syntax at) {
        String written = written(at);
        return written.length() <= LONGEST_QUOTE ? written : written.substring(0, LONGEST_QUOTE) + "…";
    }

    /** What was written, in quotes where it has none of its own. */
    String named(Syntax at) {
        String written = quote(at);
        return written.startsWith("'") || written.startsWith("\"") ? written : "'" + written + "'";
    }

    /** What was written, whole. */
    String written(Syntax at) {
        return text.substring(at.start(), at.end());
    }

    /** What was written, whole, in brackets where something after it would bind closer. */
    String operand(Syntax at) {
        return at instanceof Syntax.Operation ? "(" + written(at) + ")" : written(at);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(Problem::offset));
            throw new InvalidCelException(found);
        }
    }
}

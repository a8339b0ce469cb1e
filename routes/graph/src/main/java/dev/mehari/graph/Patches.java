// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Applies {@link Patch}es to the text that they were made for. */
public final class Patches {
    private Patches() {}

    /**
     * The text with all patches applied; equal ones count once.
     *
     * @throws IllegalArgumentException if the text isn't the one that the patches were made for, or two of them overlap
     */
    public static String apply(String text, Collection<Patch> patches) {
        List<Patch> ordered = new ArrayList<>(new LinkedHashSet<>(patches));
        ordered.sort(Comparator.comparingInt(Patch::line).thenComparingInt(Patch::column));
        StringBuilder patched = new StringBuilder();
        int done = 0;
        int line = 1;
        int lineStart = text.startsWith("\uFEFF") ? 1 : 0;
        for (Patch patch : ordered) {
            while (line < patch.line()) {
                lineStart = nextLine(text, lineStart, patch);
                line++;
            }
            int start = offset(text, lineStart, patch);
            if (start < done) {
                throw new IllegalArgumentException("two patches want to change line " + patch.line() + ", column "
                        + patch.column() + ". Apply one, check again, and apply what is left.");
            }
            if (!text.startsWith(patch.old(), start)) {
                throw foreign(patch);
            }
            patched.append(text, done, start).append(patch.replacement());
            done = start + patch.old().length();
        }
        return patched.append(text, done, text.length()).toString();
    }

    private static int nextLine(String text, int from, Patch patch) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                return i + 1;
            }
            if (c == '\r') {
                return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
            }
        }
        throw foreign(patch);
    }

    private static int offset(String text, int lineStart, Patch patch) {
        try {
            return text.offsetByCodePoints(lineStart, patch.column() - 1);
        } catch (IndexOutOfBoundsException e) {
            throw foreign(patch);
        }
    }

    private static IllegalArgumentException foreign(Patch patch) {
        return new IllegalArgumentException("the text at line " + patch.line() + ", column " + patch.column()
                + " isn't '" + patch.old() + "': the patch was made for another text. Check again.");
    }
}

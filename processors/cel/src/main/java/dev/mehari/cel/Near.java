// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was meant. */
final class Near {
    private static final int LONGEST = 100;

    private Near() {}

    /**
     * The one known name that is nearest, if it is near: one slip in three letters, at most three. Case is no slip, and an
     * end left out is one.
     */
    static Optional<String> to(String name, Collection<String> known) {
        int allowed = Math.min(3, name.length() / 3);
        List<String> nearest = new ArrayList<>();
        int best = allowed;
        for (String candidate : known) {
            String written = name.toLowerCase(Locale.ROOT);
            String meant = candidate.toLowerCase(Locale.ROOT);
            int distance = written.length() > 2 && meant.length() > written.length() && meant.startsWith(written)
                    ? 1
                    : distance(written, meant);
            if (distance < best) {
                nearest.clear();
                best = distance;
            }
            if (distance == best) {
                nearest.add(candidate);
            }
        }
        return nearest.size() == 1 ? Optional.of(nearest.get(0)) : Optional.empty();
    }

    /** {@code " Did you mean 'x'?"} or the known names, as the mend of an unknown name. */
    static String mend(String name, Collection<String> known) {
        return to(name, known)
                .map(near -> "Did you mean '" + near + "'?")
                .orElseGet(() -> known.isEmpty() ? "There is none" : "Known: " + String.join(", ", known));
    }

    /** Letters inserted, left out, replaced, or swapped with their neighbour (optimal string alignment). */
    private static int distance(String a, String b) {
        if (a.length() > LONGEST || b.length() > LONGEST || Math.abs(a.length() - b.length()) > 3) {
            return Integer.MAX_VALUE;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody probably meant. */
final class Words {
    private Words() {}

    /**
     * The one known name that is near enough to be meant: other case or marks ({@code one_hot}), or at most a third of its
     * letters different (up to 3). Empty if there is none, or two are equally near.
     */
    static Optional<String> nearest(String written, Collection<String> known) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        boolean tie = false;
        for (String name : known) {
            int distance = distance(written, name);
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
                tie = false;
            } else if (distance == bestDistance) {
                tie = true;
            }
        }
        return tie ? Optional.empty() : Optional.ofNullable(best);
    }

    private static int distance(String written, String name) {
        if (bare(written).equals(bare(name)) && !bare(name).isEmpty()) {
            return 0;
        }
        if (written.length() > 200) {
            return Integer.MAX_VALUE;
        }
        int allowed = Math.min(3, (Math.max(written.length(), name.length()) + 1) / 3);
        if (Math.abs(written.length() - name.length()) > allowed) {
            return Integer.MAX_VALUE;
        }
        int distance = edits(written, name);
        return distance <= allowed ? distance : Integer.MAX_VALUE;
    }

    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
    }

    /**
     * Insertions, deletions, replacements and swaps of neighbours that make one text the other (optimal string alignment,
     * Damerau 1964).
     */
    private static int edits(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    /** {@code known: a, b, c}, at most twelve of them; {@code there are none}. */
    static String known(Collection<String> names) {
        if (names.isEmpty()) {
            return "there are none";
        }
        List<String> first = names.stream().limit(12).toList();
        return "known: " + String.join(", ", first) + (names.size() > first.size() ? ", …" : "");
    }

    /** {@code 1 row, 2 rows}. */
    static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}

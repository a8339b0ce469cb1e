// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How messages speak of names: which are known, which one was probably meant, how a path writes them. */
final class Names {
    private static final int SHOWN = 20;

    private Names() {}

    /** {@code known: a, b, c}, long lists cut short. */
    static String known(Collection<String> names) {
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return "known: " + shown + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    /** {@code Did you mean 'age'?} if a name is near, else the advice given. */
    static String didYouMean(String wrong, Collection<String> names, String otherwise) {
        return nearest(wrong, names).map(near -> "Did you mean '" + near + "'?").orElse(otherwise);
    }

    /** A key in a path: {@code .age}, or {@code ["a.b"]} where it isn't a plain word. */
    static String step(String key) {
        return key.matches("[A-Za-z_][A-Za-z0-9_]*")
                ? "." + key
                : "[\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
    }

    /** A set that keeps its order, for messages. */
    static Set<String> ordered(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }

    static <T> T require(Map<String, T> named, String name) {
        T value = named.get(name);
        if (value == null) {
            throw new IllegalStateException("no " + name);
        }
        return value;
    }

    private static Optional<String> nearest(String wrong, Collection<String> names) {
        String best = null;
        int least = Math.max(1, wrong.length() / 3) + 1;
        for (String name : names) {
            if (Math.abs(name.length() - wrong.length()) < least && name.length() < 100) {
                int distance = distance(wrong, name);
                if (distance < least) {
                    least = distance;
                    best = name;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Levenshtein (1966), case aside: letters to insert, delete or replace. */
    private static int distance(String left, String right) {
        List<Integer> a = left.toLowerCase(Locale.ROOT).codePoints().boxed().toList();
        List<Integer> b = right.toLowerCase(Locale.ROOT).codePoints().boxed().toList();
        int[] previous = new int[b.size() + 1];
        for (int j = 0; j <= b.size(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.size(); i++) {
            int[] current = new int[b.size() + 1];
            current[0] = i;
            for (int j = 1; j <= b.size(); j++) {
                int replaced = previous[j - 1] + (a.get(i - 1).equals(b.get(j - 1)) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.size()];
    }
}

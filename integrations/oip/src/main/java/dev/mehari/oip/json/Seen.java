// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import dev.mehari.oip.Quoted;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/** Names that may stand only once: a short list at first, a set once there are many. */
final class Seen {
    private static final int FEW = 8;

    private final Object where;
    private String[] few = new String[4];
    private int count;
    private @Nullable Set<String> many;

    /** @param where its text says where, in the message */
    Seen(Object where) {
        this.where = where;
    }

    /** @return {@code name} @throws InferenceException INVALID if it was there before */
    String add(String name) {
        if (many == null && count == FEW) {
            many = new HashSet<>(Arrays.asList(few));
        }
        if (many != null ? !many.add(name) : isAmongFew(name)) {
            throw InferenceException.invalid(where + ": " + Quoted.name(name) + " stands twice. Send it once");
        }
        if (many == null) {
            if (count == few.length) {
                few = Arrays.copyOf(few, FEW);
            }
            few[count++] = name;
        }
        return name;
    }

    private boolean isAmongFew(String name) {
        for (int i = 0; i < count; i++) {
            if (few[i].equals(name)) {
                return true;
            }
        }
        return false;
    }
}

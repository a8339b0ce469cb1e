// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.mehari.oip.Quoted;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/** Names that may stand only once: a short list at first, a set once there are many. */
final class Seen {
    private static final int FEW = 8;

    private final String where;
    private final List<String> few = new ArrayList<>(FEW);
    private @Nullable Set<String> many;

    Seen(String where) {
        this.where = where;
    }

    /** @return {@code name} @throws InferenceException INVALID if it was there before */
    String add(String name) {
        boolean isNew;
        if (many != null) {
            isNew = many.add(name);
        } else {
            isNew = !few.contains(name);
            few.add(name);
            if (few.size() == FEW) {
                many = new HashSet<>(few);
            }
        }
        if (!isNew) {
            throw InferenceException.invalid(where + ": " + Quoted.name(name) + " stands twice. Send it once");
        }
        return name;
    }
}

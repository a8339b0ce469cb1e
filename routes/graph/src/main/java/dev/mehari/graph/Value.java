// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a YAML text that knows where it stands. */
sealed interface Value {
    Place place();

    /** What it is, for messages: {@code a list}. */
    String kind();

    default String path() {
        return place().path();
    }

    /**
     * Text, number, boolean or null.
     *
     * @param text as read: without quotes, escapes resolved
     * @param plain whether it stands without quotes, so that it may be something else than text
     * @param line where it begins itself, from 1, for patches
     * @param column likewise
     * @param raw as it stands in the file, with quotes; empty where it takes several lines
     */
    record Scalar(Place place, String text, boolean plain, int line, int column, String raw) implements Value {
        @Override
        public String kind() {
            return reading().kind();
        }

        /** What it reads as; quoted scalars are always text. */
        Plain reading() {
            return plain ? Plain.of(text) : Plain.TEXT;
        }

        /** The edit that makes it another text, in quotes where it needs them or has them. */
        Optional<Patch> patch(String other) {
            return replace(plain && Plain.isSafe(other) ? other : Place.quote(other, raw.startsWith("'")));
        }

        /** The edit that puts quotes around it. */
        Optional<Patch> quote() {
            return replace(Place.quote(text));
        }

        /** The edit that makes it something else than text. */
        Optional<Patch> replace(String other) {
            return raw.isEmpty() || raw.equals(other)
                    ? Optional.empty()
                    : Optional.of(new Patch(line, column, raw, other));
        }
    }

    record Sequence(Place place, List<Value> items) implements Value {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** An object; its keys are unique. */
    record Mapping(Place place, Map<String, Entry> entries) implements Value {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String kind() {
            return "an object";
        }
    }

    /** A key with its value. */
    record Entry(Scalar key, Value value) {}
}

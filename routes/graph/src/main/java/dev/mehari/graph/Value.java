// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
     */
    record Scalar(Place place, String text, boolean plain, int line, int column) implements Value {
        @Override
        public String kind() {
            return plain ? Plain.of(text).kind() : "text";
        }

        /** What it reads as; quoted scalars are always text. */
        Plain reading() {
            return plain ? Plain.of(text) : Plain.TEXT;
        }

        /** The edit that puts another plain or quoted text in its place; only for plain scalars on one line. */
        Patch replace(String replacement) {
            return new Patch(line, column, text, replacement);
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

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What stands behind a kernel's word in a graph file, or one part of it, with its path. Every reader either gives what
 * was asked for or throws an {@link InvalidOpException} that names the place.
 */
final class Arguments {
    private final String path;
    private final @Nullable Object value;

    Arguments(String path, @Nullable Object value) {
        this.path = path;
        this.value = value;
    }

    InvalidOpException wrong(String message, String mend) {
        return new InvalidOpException(path, message, mend);
    }

    /** For kernels without arguments. */
    void none() {
        if (value != null && !(value instanceof Map<?, ?> map && map.isEmpty())) {
            throw wrong(path + " takes no arguments, got " + described(), "Write only '" + path + "'.");
        }
    }

    String text() {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Boolean || value instanceof Number) {
            throw wrong("wants text, got the " + described(), "Quote it: \"" + value + "\".");
        }
        throw wrong("wants text, got " + described(), "Write a text in quotes.");
    }

    Number number() {
        if (value instanceof String text) {
            throw wrong("wants a number, got the text '" + shortened(text) + "'", "Write a number without quotes.");
        }
        if (!(value instanceof Number number)) {
            throw wrong("wants a number, got " + described(), "Write a number.");
        }
        try {
            return Figures.canonical(number);
        } catch (IllegalArgumentException notFinite) {
            throw wrong("wants a finite number, got " + shortened(String.valueOf(number)), "Write a finite number.");
        }
    }

    Column column() {
        if (value instanceof String name) {
            return new Column.Named(name);
        }
        if (value instanceof Boolean) {
            throw wrong("wants a column, got the " + described(), "Quote the name: \"" + value + "\".");
        }
        if (!(value instanceof Number)) {
            throw wrong("wants a column, got " + described(), "Write the name or the position of a column.");
        }
        Number index = number();
        if (!(index instanceof Long position) || position < 0 || position > Integer.MAX_VALUE) {
            throw wrong(index + " is no position of a column", "Positions are whole and count from 0.");
        }
        return new Column.At(position.intValue());
    }

    Constant constant() {
        if (value instanceof List<?>) {
            return new Constant.Each(numbers());
        }
        if (value instanceof Map<?, ?> map) {
            if (map.isEmpty()) {
                throw wrong("names no column", "Name at least one, as in {age: 40}.");
            }
            Map<String, Number> values = new LinkedHashMap<>();
            map.forEach(
                    (key, each) -> values.put(key(key), under(key(key), each).number()));
            return new Constant.ByName(values);
        }
        if (value instanceof Number) {
            return new Constant.One(number());
        }
        throw wrong(
                "wants a number, got " + described(),
                "Write a number, a list with one per column, or an object by feature name.");
    }

    List<Number> numbers() {
        List<Number> numbers = new ArrayList<>();
        for (Arguments each : list("a list of numbers")) {
            numbers.add(each.number());
        }
        return numbers;
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Arguments each : list("a list of texts")) {
            texts.add(each.text());
        }
        return texts;
    }

    List<Arguments> list(String wanted) {
        if (!(value instanceof List<?> list)) {
            throw wrong("wants " + wanted + ", got " + described(), "Write it in brackets: […].");
        }
        List<Arguments> parts = new ArrayList<>();
        for (Object each : list) {
            parts.add(new Arguments(path + "[" + parts.size() + "]", each));
        }
        return parts;
    }

    /** The parts of an object that has no keys but these. */
    Map<String, Arguments> object(Set<String> keys, String example) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong("wants " + String.join(" and ", keys) + ", got " + described(), "Write " + example + ".");
        }
        Map<String, Arguments> parts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = key(entry.getKey());
            if (!keys.contains(key)) {
                throw under(key, null)
                        .wrong("no such argument; " + Names.known(keys), Names.didYouMean(key, keys, "Remove it."));
            }
            parts.put(key, under(key, entry.getValue()));
        }
        return parts;
    }

    /** The parts of an object that has just these keys. */
    Map<String, Arguments> whole(Set<String> keys, String example) {
        Map<String, Arguments> parts = object(keys, example);
        Set<String> missing = new LinkedHashSet<>(keys);
        missing.removeAll(parts.keySet());
        if (!missing.isEmpty()) {
            throw wrong("missing: " + String.join(", ", missing), "Write " + example + ".");
        }
        return parts;
    }

    private String key(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw wrong(
                "the key " + shortened(String.valueOf(key)) + " is no text",
                "Quote it: \"" + shortened(String.valueOf(key)) + "\".");
    }

    private Arguments under(String key, @Nullable Object part) {
        return new Arguments(path + Names.step(key), part);
    }

    private String described() {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof Boolean) {
            return "boolean " + value;
        }
        if (value instanceof Number) {
            return "number " + shortened(value.toString());
        }
        if (value instanceof String text) {
            return "the text '" + shortened(text) + "'";
        }
        return value instanceof List<?> ? "a list" : value instanceof Map<?, ?> ? "an object" : "something else";
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}

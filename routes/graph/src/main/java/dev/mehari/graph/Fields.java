// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the keys of one object of a graph file. Every method reports what is wrong and gives what can be read, so that
 * all findings come at once; {@link #failed()} says afterwards whether something is missing from what it gave.
 */
final class Fields {
    private final Value.Mapping map;
    private final Findings findings;
    private final Set<String> excused = new HashSet<>();
    private boolean failed;

    private Fields(Value.Mapping map, Findings findings) {
        this.map = map;
        this.findings = findings;
    }

    /** An object whose keys are those of {@code type}. */
    static Optional<Fields> of(Value value, Class<? extends Record> type, Findings findings) {
        return of(value, Keys.names(type), Set.of(), Set.of(), findings);
    }

    /**
     * @param later keys that a later version reads: one finding each, which says so
     * @param ignored keys that say nothing here
     */
    static Optional<Fields> of(
            Value value, Collection<String> known, Set<String> later, Set<String> ignored, Findings findings) {
        if (!(value instanceof Value.Mapping map)) {
            findings.error(
                    value.place(),
                    "is " + value.kind() + ", an object is wanted",
                    "Write keys and values: " + Words.known(known) + ".");
            return Optional.empty();
        }
        Fields fields = new Fields(map, findings);
        map.entries().values().stream()
                .map(Value.Entry::key)
                .filter(key -> !known.contains(key.text()) && !ignored.contains(key.text()))
                .forEach(key -> fields.unknown(key, known, later));
        return Optional.of(fields);
    }

    private void unknown(Value.Scalar key, Collection<String> known, Set<String> later) {
        if (later.contains(key.text())) {
            findings.error(key.place(), "'" + key.text() + "' is not in this version", "Remove it.");
            return;
        }
        List<String> free = known.stream().filter(k -> !has(k)).toList();
        Optional<String> meant = Synonyms.key(key.text(), free).or(() -> Words.nearest(key.text(), free));
        meant.ifPresent(excused::add);
        // What the key should have said is missing from what is read here.
        failed |= meant.isPresent();
        findings.add(
                key.place(),
                Severity.ERROR,
                "unknown key '" + key.text() + "'; " + Words.known(known),
                meant.map(m -> "Did you mean '" + m + "'?").orElse("Remove it."),
                meant.flatMap(key::patch));
    }

    /** Where the value of a key stands; the object if the key isn't there. */
    static Place at(Fields fields, String key) {
        return fields.find(key).map(Value::place).orElse(fields.place());
    }

    Place place() {
        return map.place();
    }

    /** Whether something couldn't be read, or is missing. */
    boolean failed() {
        return failed;
    }

    boolean has(String key) {
        return map.entries().containsKey(key);
    }

    Optional<Value> find(String key) {
        return Optional.ofNullable(map.entries().get(key)).map(Value.Entry::value);
    }

    /** The value, or a finding at the object that misses it. */
    Optional<Value> require(String key) {
        Optional<Value> value = find(key);
        if (value.isEmpty()) {
            failed = true;
            if (!excused.contains(key)) {
                findings.error(map.place(), "'" + key + "' is missing", "");
            }
        }
        return value;
    }

    /** The finding at an object that misses a key whose value is certain. */
    void missing(String key, String mend, Optional<Patch> patch) {
        failed = true;
        if (!excused.contains(key)) {
            findings.error(map.place(), "'" + key + "' is missing", mend, patch);
        }
    }

    Optional<String> requireText(String key) {
        return require(key).flatMap(this::text);
    }

    Optional<String> text(String key) {
        return find(key).flatMap(this::text);
    }

    String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    /** Text; must not be empty. */
    Optional<String> text(Value value) {
        Optional<String> text = Scalars.text(value, findings);
        failed |= text.isEmpty();
        return text;
    }

    boolean bool(String key, boolean otherwise) {
        Optional<Value> value = find(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        Optional<Boolean> read = Scalars.bool(value.get(), findings);
        failed |= read.isEmpty();
        return read.orElse(otherwise);
    }

    /** A whole number of at least 1. */
    Optional<Long> count(String key) {
        Optional<Value> value = find(key);
        Optional<Long> read = value.flatMap(v -> Scalars.count(v, findings));
        failed |= value.isPresent() && read.isEmpty();
        return read;
    }

    /** A whole number of at least 0. */
    Optional<Long> countFrom0(String key) {
        Optional<Value> value = find(key);
        Optional<Long> read = value.flatMap(v -> Scalars.count(v, 0, findings));
        failed |= value.isPresent() && read.isEmpty();
        return read;
    }

    /** A whole number from {@code min} to {@code max}. */
    Optional<Integer> whole(String key, int min, int max) {
        Optional<Value> value = find(key);
        Optional<Integer> read = value.flatMap(v -> Scalars.whole(v, min, max, findings));
        failed |= value.isPresent() && read.isEmpty();
        return read;
    }

    /** Where a key itself stands; empty if it isn't there. */
    Optional<Place> key(String key) {
        return Optional.ofNullable(map.entries().get(key))
                .map(entry -> entry.key().place());
    }

    /** One value; none if the key isn't there. */
    Optional<DefaultValue> value(Value value) {
        Optional<DefaultValue> read = Scalars.value(value, findings);
        failed |= read.isEmpty();
        return read;
    }

    /** An object whose keys are names of the user's and whose values are single ones. */
    Map<String, DefaultValue> values(String key) {
        Map<String, DefaultValue> values = new LinkedHashMap<>();
        entries(key).forEach((name, each) -> value(each).ifPresent(v -> values.put(name, v)));
        return values;
    }

    /** An object that must say something, where it is given. */
    void refuseEmptyObject(String key, String message, String mend) {
        Optional<Value> value = find(key);
        if (value.isPresent()
                && value.get() instanceof Value.Mapping mapping
                && mapping.entries().isEmpty()) {
            failed = true;
            findings.error(value.get().place(), message, mend);
        }
    }

    /** What else was found to be missing or wrong, with a finding of its own. */
    void fail() {
        failed = true;
    }

    Optional<BigDecimal> number(String key) {
        Optional<Value> value = find(key);
        Optional<BigDecimal> read = value.flatMap(v -> Scalars.number(v, findings));
        failed |= value.isPresent() && read.isEmpty();
        return read;
    }

    Optional<Duration> duration(String key) {
        Optional<Value> value = find(key);
        Optional<Duration> read = value.flatMap(v -> Scalars.duration(v, findings));
        failed |= value.isPresent() && read.isEmpty();
        return read;
    }

    /** The items of a list; none if the key isn't there. */
    List<Value> list(String key) {
        return find(key).map(this::list).orElse(List.of());
    }

    /** The items of a list that must be there and not empty. */
    List<Value> requireList(String key) {
        Optional<Value> value = require(key);
        List<Value> items = value.map(this::list).orElse(List.of());
        if (items.isEmpty() && value.isPresent() && value.get() instanceof Value.Sequence) {
            failed = true;
            findings.error(value.get().place(), "is an empty list, at least one entry is wanted", "");
        }
        return items;
    }

    private List<Value> list(Value value) {
        if (value instanceof Value.Sequence sequence) {
            return sequence.items();
        }
        failed = true;
        findings.error(
                value.place(),
                "is " + value.kind() + ", a list is wanted",
                "Write [ … ], or one entry a line after '- '.");
        return List.of();
    }

    /** An object whose keys are names of the user's and whose values are texts. */
    Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        entries(key).forEach((name, value) -> text(value).ifPresent(t -> texts.put(name, t)));
        return texts;
    }

    /** An object of texts that nobody here reads; empty ones are allowed. */
    void anyTexts(String key) {
        for (Value value : entries(key).values()) {
            boolean empty = value instanceof Value.Scalar scalar
                    && !scalar.plain()
                    && scalar.text().isEmpty();
            if (!empty) {
                text(value);
            }
        }
    }

    /** An object whose keys are names of the user's; none if the key isn't there. */
    Map<String, Value> entries(String key) {
        Optional<Value> value = find(key);
        if (value.isEmpty()) {
            return Map.of();
        }
        if (!(value.get() instanceof Value.Mapping mapping)) {
            failed = true;
            findings.error(
                    value.get().place(), "is " + value.get().kind() + ", an object is wanted", "Write name: value.");
            return Map.of();
        }
        Map<String, Value> entries = new LinkedHashMap<>();
        mapping.entries().forEach((name, entry) -> entries.put(name, entry.value()));
        return entries;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The closed set of steps (GRAPH.md: ten, and nothing from Camel beside them). */
enum StepKind {
    MODEL("model", ModelStep.class, Set.of("timeout", "fallback", "retries")),
    TRANSFORM("transform", TransformStep.class, Set.of()),
    CHOICE("choice", ChoiceStep.class, Set.of()),
    ENSEMBLE("ensemble", EnsembleStep.class, Set.of()),
    TAP("tap", TapStep.class, Set.of());

    /** Kinds that a later version reads. */
    static final Set<String> LATER = Set.of("cascade", "traffic", "split", "graph", "call");

    private final String word;
    private final Class<? extends Record> record;
    private final Set<String> laterKeys;

    StepKind(String word, Class<? extends Record> record, Set<String> laterKeys) {
        this.word = word;
        this.record = record;
        this.laterKeys = laterKeys;
    }

    /** The key in the graph file. */
    String word() {
        return word;
    }

    /** The record that has the step's keys. */
    Class<? extends Record> record() {
        return record;
    }

    /** Keys of it that a later version reads. */
    Set<String> laterKeys() {
        return laterKeys;
    }

    static Optional<StepKind> named(String word) {
        return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(StepKind::word).toList();
    }
}

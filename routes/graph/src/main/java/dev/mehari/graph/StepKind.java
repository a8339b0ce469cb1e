// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The closed set of steps (GRAPH.md: ten, and nothing from Camel beside them). */
enum StepKind {
    MODEL("model", ModelStep.class),
    TRANSFORM("transform", TransformStep.class),
    CHOICE("choice", ChoiceStep.class),
    ENSEMBLE("ensemble", EnsembleStep.class),
    CASCADE("cascade", CascadeStep.class),
    TRAFFIC("traffic", TrafficStep.class),
    SPLIT("split", SplitStep.class),
    GRAPH("graph", GraphStep.class),
    CALL("call", CallStep.class),
    TAP("tap", TapStep.class);

    private final String word;
    private final Class<? extends Record> record;

    StepKind(String word, Class<? extends Record> record) {
        this.word = word;
        this.record = record;
    }

    /** The key in the graph file. */
    String word() {
        return word;
    }

    /** The record that has the step's keys. */
    Class<? extends Record> record() {
        return record;
    }

    static Optional<StepKind> named(String word) {
        return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(StepKind::word).toList();
    }
}

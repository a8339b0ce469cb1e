// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.Map;

import dev.mehari.cel.CelCondition;
import dev.mehari.tensor.InferenceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A CEL condition of one graph with its references resolved to slots. Immutable. */
final class BoundCondition {
    private static final Logger LOG = LoggerFactory.getLogger(BoundCondition.class);

    private final String where;
    private final CelCondition condition;
    private final int[] slots;

    private BoundCondition(String where, CelCondition condition, int[] slots) {
        this.where = where;
        this.condition = condition;
        this.slots = slots;
    }

    /**
     * Compiles a condition against everything that the graph declares.
     *
     * @param where the condition's place for messages, such as {@code score.when[0]}
     */
    static BoundCondition bind(String text, Declaration declaration, String where) {
        return bind(text, declaration, Map.of(), where);
    }

    /** @param stage slots by the names that follow {@code outputs.} in a cascade's {@code accept} */
    static BoundCondition bind(String text, Declaration declaration, Map<String, Integer> stage, String where) {
        CelCondition condition = CelCondition.compile(text, GraphScope.of(declaration, stage));
        return new BoundCondition(where, condition, GraphScope.slots(condition.references(), declaration, stage));
    }

    boolean readsRows() {
        return condition.readsRows();
    }

    CelRow rowOf(Inference frame) {
        return new CelRow(frame, slots);
    }

    /** Asks for a made row. A made row may well be one that the condition can't be asked for: that tells nothing. */
    void warm(CelRow row) {
        try {
            condition.test(row, 0);
        } catch (InferenceException expected) {
            LOG.trace("condition {} in warm-up: {}", where, expected.getMessage());
        }
    }

    boolean test(CelRow row, int index) {
        try {
            return condition.test(row, index);
        } catch (InferenceException e) {
            throw InferenceException.of(e.kind(), "condition " + where + ": " + e.getMessage());
        }
    }
}

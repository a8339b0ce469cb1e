// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.mehari.cel.CelCondition;
import dev.mehari.cel.CelReference;
import dev.mehari.cel.CelScope;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.TensorType;
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
     * Compiles a condition against everything that the graph declares: which names are visible where was checked before.
     *
     * @param where the condition's place for messages, such as {@code score.when[0]}
     */
    static BoundCondition bind(String text, Declaration declaration, String where) {
        CelCondition condition = CelCondition.compile(text, scope(declaration));
        List<CelReference> references = condition.references();
        int[] slots = new int[references.size()];
        for (int i = 0; i < slots.length; i++) {
            CelReference reference = references.get(i);
            slots[i] = declaration.slot(
                    reference.output().isEmpty() ? reference.name() : reference.name() + "." + reference.output());
        }
        return new BoundCondition(where, condition, slots);
    }

    private static CelScope scope(Declaration declaration) {
        CelScope.Builder scope = CelScope.of(declaration.graph(), declaration.isBatch());
        for (Declaration.Input input : declaration.inputs()) {
            scope = scope.input(input.name(), input.type());
        }
        Map<String, Map<String, TensorType>> nodes = new LinkedHashMap<>();
        for (int slot = declaration.inputs().size();
                slot < declaration.slotCount() - declaration.blocks().size();
                slot++) {
            String name = declaration.slotName(slot);
            int dot = name.indexOf('.');
            nodes.computeIfAbsent(name.substring(0, dot), id -> new LinkedHashMap<>())
                    .put(name.substring(dot + 1), declaration.slotType(slot));
        }
        for (Map.Entry<String, Map<String, TensorType>> node : nodes.entrySet()) {
            scope = scope.node(node.getKey(), node.getValue());
        }
        return scope.build();
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

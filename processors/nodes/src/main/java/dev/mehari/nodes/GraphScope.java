// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.mehari.cel.CelReference;
import dev.mehari.cel.CelScope;
import dev.mehari.tensor.TensorType;

/** What CEL texts of a graph may name at run time: everything declared, since which names are seen where was checked before. */
final class GraphScope {
    private static final String STAGE = "outputs";

    private GraphScope() {}

    /** @param stage slots by the names that follow {@code outputs.}; empty outside a cascade */
    static CelScope of(Declaration declaration, Map<String, Integer> stage) {
        CelScope.Builder scope = CelScope.of(declaration.graph(), declaration.isBatch());
        Map<String, Map<String, TensorType>> nodes = new LinkedHashMap<>();
        for (int slot = 0; slot < declaration.valueCount(); slot++) {
            String name = declaration.slotName(slot);
            int dot = name.indexOf('.');
            if (dot < 0) {
                scope = scope.input(name, declaration.slotType(slot));
            } else {
                nodes.computeIfAbsent(name.substring(0, dot), id -> new LinkedHashMap<>())
                        .put(name.substring(dot + 1), declaration.slotType(slot));
            }
        }
        for (Map.Entry<String, Map<String, TensorType>> node : nodes.entrySet()) {
            scope = scope.node(node.getKey(), node.getValue());
        }
        if (!stage.isEmpty()) {
            Map<String, TensorType> outputs = new LinkedHashMap<>();
            stage.forEach((name, slot) -> outputs.put(name, declaration.slotType(slot)));
            scope = scope.outputs(outputs);
        }
        return scope.build();
    }

    /** The slots of what a text reads, in its order. */
    static int[] slots(List<CelReference> references, Declaration declaration, Map<String, Integer> stage) {
        int[] slots = new int[references.size()];
        for (int i = 0; i < slots.length; i++) {
            CelReference reference = references.get(i);
            Integer ofStage = reference.name().equals(STAGE) ? stage.get(reference.output()) : null;
            slots[i] = ofStage != null ? ofStage : declaration.slot(reference.toString());
        }
        return slots;
    }
}

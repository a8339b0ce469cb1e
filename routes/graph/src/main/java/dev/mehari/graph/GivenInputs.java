// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code input} or {@code inputs} of a step, resolved.
 *
 * @param byName own name → what it gets; {@code ""} for an only input
 */
record GivenInputs(Map<String, Resolved> byName) {
    static GivenInputs resolve(
            Optional<String> input, Map<String, String> inputs, String path, String id, Scope scope, CheckRun run) {
        Map<String, Resolved> given = new LinkedHashMap<>();
        input.ifPresent(text -> given.put("", run.references.resolve(text, path + ".input", scope, id)));
        inputs.forEach((own, text) ->
                given.put(own, run.references.resolve(text, Place.child(path + ".inputs", own), scope, id)));
        return new GivenInputs(given);
    }

    /** All, where all are right; nothing is known of whom they are for. */
    Optional<List<ModelNode.ModelInput>> asTheyAre() {
        return CheckRun.all(byName.entrySet().stream()
                .map(e -> e.getValue().reference().map(r -> new ModelNode.ModelInput(e.getKey(), r)))
                .toList());
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the names in {@code spec.warmup.requests}; their values are tried when the graph is warmed. */
final class WarmupCheck {
    private final CheckRun run;

    WarmupCheck(CheckRun run) {
        this.run = run;
    }

    void check() {
        Set<String> known = new LinkedHashSet<>();
        for (InputSpec input : run.spec().inputs()) {
            known.add(input.name());
            for (FeatureSpec feature : input.features()) {
                known.add(feature.name());
                known.add(input.name() + "." + feature.name());
            }
        }
        List<Map<String, Object>> requests = run.spec().warmup().requests();
        for (int i = 0; i < requests.size(); i++) {
            for (String name : requests.get(i).keySet()) {
                if (!known.contains(name)) {
                    unknown(name, Place.child("spec.warmup.requests[" + i + "]", name), known);
                }
            }
        }
    }

    private void unknown(String name, String path, Set<String> known) {
        Optional<String> meant = Words.nearest(name, known);
        run.error(
                path,
                "no input or column '" + name + "'; " + Words.known(known),
                meant.map(m -> "Did you mean '" + m + "'?").orElse("Remove it."),
                meant.flatMap(m -> run.draft.graph().source().key(path).flatMap(k -> k.patch(m))));
    }
}

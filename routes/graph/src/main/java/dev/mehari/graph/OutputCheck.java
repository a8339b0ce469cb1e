// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks {@code spec.outputs} (rule 27). */
final class OutputCheck {
    private final CheckRun run;

    OutputCheck(CheckRun run) {
        this.run = run;
    }

    Optional<List<CheckedOutput>> check(Scope scope) {
        List<Optional<CheckedOutput>> outputs = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        if (run.spec().outputs().isEmpty()) {
            run.usage.tensors(scope.ids());
        }
        for (int i = 0; i < run.spec().outputs().size(); i++) {
            OutputSpec output = run.spec().outputs().get(i);
            String path = "spec.outputs[" + i + "]";
            if (run.draft.isBroken(path) && output.from().isEmpty()) {
                run.usage.tensors(scope.ids());
                outputs.add(Optional.empty());
                continue;
            }
            unique(output.name(), path + ".name", lines);
            Resolved resolved = run.references.resolve(output.from(), path + ".from", scope, "");
            outputs.add(resolved.reference()
                    .flatMap(r -> resolved.type().map(t -> new CheckedOutput(output.name(), r, t))));
        }
        return CheckRun.all(outputs);
    }

    private void unique(String name, String path, Map<String, Integer> lines) {
        if (name.isEmpty()) {
            return;
        }
        Integer first = lines.putIfAbsent(name, run.at(path).line());
        if (first != null) {
            run.error(path, "the output '" + name + "' is given twice, first in line " + first, "Choose another name.");
        }
    }
}

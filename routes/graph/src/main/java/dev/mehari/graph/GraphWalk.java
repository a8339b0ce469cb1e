// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All checks of one file, in order: one walk over the steps with a scope of what can be seen. */
final class GraphWalk {
    private final CheckRun run;

    GraphWalk(Draft draft, Findings findings, Optional<Surroundings> surroundings) {
        this.run = new CheckRun(draft, findings, surroundings);
    }

    /** The graph, where models were read and nothing is wrong. */
    Optional<CheckedGraph> check() {
        new NameCheck(run).check();
        run.models.check();
        Scope scope = Scope.outermost();
        Optional<List<CheckedInput>> inputs = new InputCheck(run).check(scope);
        Optional<List<Node>> nodes = new StepCheck(run).check(run.spec().steps(), scope);
        Optional<List<CheckedOutput>> outputs = new OutputCheck(run).check(scope);
        new TapCheck(run).checkAll();
        new WarmupCheck(run).check();
        new UnusedCheck(run).check();
        if (run.surroundings.isEmpty() || run.findings.anyError()) {
            return Optional.empty();
        }
        return Optional.of(new CheckedGraph(
                run.draft.graph(),
                inputs.orElseThrow(),
                usedModels(),
                nodes.orElseThrow(),
                outputs.orElseThrow(),
                run.types(),
                run.dataFiles.files(),
                run.headers()));
    }

    private Map<String, LocatedModel> usedModels() {
        Map<String, LocatedModel> used = new LinkedHashMap<>(run.models.located());
        used.keySet().removeIf(key -> !run.usage.usesModel(key));
        return used;
    }
}

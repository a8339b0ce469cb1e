// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** All checks of one file, in order: one walk over the steps with a scope of what can be seen. */
final class GraphWalk {
    /** Most steps, models, inputs and outputs of one graph. */
    static final int MAX_COUNT = 1000;

    private final CheckRun run;

    GraphWalk(Draft draft, Findings findings, Optional<Surroundings> surroundings, Optional<Family> family) {
        this.run = new CheckRun(draft, findings, surroundings, family);
    }

    /** The graph, where models were read and nothing is wrong. */
    Optional<CheckedGraph> check() {
        if (tooMany()) {
            return Optional.empty();
        }
        new NameCheck(run).check();
        run.models.check();
        Scope scope = Scope.outermost();
        Optional<List<CheckedInput>> inputs = new InputCheck(run).check(scope);
        if (run.spec().inputs().stream().anyMatch(input -> input.name().isEmpty())
                || run.spec().inputs().isEmpty()) {
            scope.open();
        }
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
                run.headers(),
                run.cookies(),
                run.children()));
    }

    /** Beyond that names can't be compared with each other in reasonable time, and nobody reads such a graph. */
    private boolean tooMany() {
        AtomicInteger steps = new AtomicInteger();
        Steps.each(run.spec().steps(), step -> steps.incrementAndGet());
        GraphSpec spec = run.spec();
        tooMany(steps.get(), "step", "spec.steps");
        tooMany(spec.models().size(), "model", "spec.models");
        tooMany(spec.inputs().size(), "input", "spec.inputs");
        tooMany(spec.outputs().size(), "output", "spec.outputs");
        return Math.max(
                        Math.max(steps.get(), spec.models().size()),
                        Math.max(spec.inputs().size(), spec.outputs().size()))
                > MAX_COUNT;
    }

    private void tooMany(int count, String noun, String path) {
        if (count > MAX_COUNT) {
            run.error(path, Words.count(count, noun) + ", at most " + MAX_COUNT + " are allowed", "Split the graph.");
        }
    }

    private Map<String, LocatedModel> usedModels() {
        Map<String, LocatedModel> used = new LinkedHashMap<>(run.models.located());
        used.keySet().removeIf(key -> !run.usage.usesModel(key));
        return used;
    }
}

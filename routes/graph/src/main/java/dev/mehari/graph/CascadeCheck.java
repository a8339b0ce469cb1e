// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks cascades (rules 4, 5, 21). */
final class CascadeCheck {
    private final CheckRun run;
    private final BranchCheck branches;
    private final Conditions conditions;

    CascadeCheck(CheckRun run, BranchCheck branches) {
        this.run = run;
        this.branches = branches;
        this.conditions = new Conditions(run);
    }

    Optional<Node> check(CascadeStep step, Scope scope) {
        int count = step.stages().size();
        List<BranchCheck.Checked> checked = new ArrayList<>();
        List<Optional<CascadeNode.Accept>> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StageSpec stage = step.stages().get(i);
            BranchCheck.Checked branch = branches.check(stage.branch(), step.id(), "stages[" + i + "]", scope);
            checked.add(branch);
            asked.add(accept(stage, branch.gives(), scope));
        }
        stages(step);
        List<Gives> gives = checked.stream().map(BranchCheck.Checked::gives).toList();
        Merge.Merged merged = gives.isEmpty() ? Merge.NOTHING : Merge.of(gives);
        Visible visible = merged.visible(step.id(), true);
        scope.add(visible);
        run.publish(visible);
        return node(step, asked, checked, merged.usable());
    }

    private Optional<CascadeNode.Accept> accept(StageSpec stage, Gives gives, Scope scope) {
        if (stage.accept().isEmpty()) {
            return Optional.empty();
        }
        String path = stage.path() + ".accept";
        Map<String, Reference> outputs = new LinkedHashMap<>();
        gives.outputs().forEach((name, given) -> given.reference()
                .filter(r -> given.knowledge() instanceof Knowledge.Known)
                .ifPresent(reference -> outputs.put(name, reference)));
        return conditions
                .accept(stage.accept().get(), path, scope, gives)
                .map(cel -> new CascadeNode.Accept(path, cel.text(), cel.readsRows(), outputs));
    }

    /** Each stage but the last asks. */
    private void stages(CascadeStep step) {
        int last = step.stages().size() - 1;
        if (last == 0 && !run.draft.isBroken(step.path())) {
            run.error(
                    step.path() + ".stages",
                    "a cascade of one stage has nowhere to send the rows that it isn't sure of",
                    "Add a stage, or put its steps in the place of the cascade.");
            return;
        }
        for (int i = 0; i <= last; i++) {
            StageSpec stage = step.stages().get(i);
            if (i < last && stage.accept().isEmpty() && !run.draft.isBroken(stage.path())) {
                run.error(
                        stage.path(),
                        "'accept' is missing, and only the last stage accepts all rows",
                        "Add a condition over what the stage gives, such as accept: \"outputs.p > 0.9\".");
            } else if (i == last && stage.accept().isPresent()) {
                run.error(
                        stage.path() + ".accept",
                        "the last stage accepts all rows, so it is never asked",
                        "Remove accept, or add a stage for the rows that aren't accepted.");
            }
        }
    }

    private static Optional<Node> node(
            CascadeStep step,
            List<Optional<CascadeNode.Accept>> asked,
            List<BranchCheck.Checked> checked,
            List<String> outputs) {
        List<Optional<CascadeNode.Stage>> stages = new ArrayList<>();
        for (int i = 0; i < checked.size(); i++) {
            boolean last = i == checked.size() - 1;
            Optional<CascadeNode.Accept> accept = asked.get(i);
            Optional<Branch> branch = checked.get(i).branch(outputs);
            stages.add(branch.filter(b -> last || accept.isPresent())
                    .map(b -> new CascadeNode.Stage(last ? Optional.empty() : accept, b)));
        }
        return CheckRun.all(stages).map(s -> new CascadeNode(step.id(), step.path(), s, outputs));
    }
}

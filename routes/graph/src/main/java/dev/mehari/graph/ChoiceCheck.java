// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks choices (rules 4, 5, 18). */
final class ChoiceCheck {
    private final CheckRun run;
    private final BranchCheck branches;
    private final Conditions conditions;

    ChoiceCheck(CheckRun run, BranchCheck branches) {
        this.run = run;
        this.branches = branches;
        this.conditions = new Conditions(run);
    }

    Optional<Node> check(ChoiceStep step, Scope scope) {
        List<Optional<Cel>> asked = new ArrayList<>();
        List<BranchCheck.Checked> checked = new ArrayList<>();
        for (int i = 0; i < step.when().size(); i++) {
            WhenSpec when = step.when().get(i);
            asked.add(conditions.check(when.cel(), when.path() + ".cel", scope));
            checked.add(branches.check(when.branch(), step.id(), "when[" + i + "]", scope));
        }
        checked.add(branches.check(step.otherwise(), step.id(), "otherwise", scope));
        List<Gives> gives = checked.stream().map(BranchCheck.Checked::gives).toList();
        Merge.Merged merged = Merge.of(gives);
        Visible visible = merged.visible(step.id(), true);
        scope.add(visible);
        run.publish(visible);
        return node(step, asked, checked, merged.usable());
    }

    private static Optional<Node> node(
            ChoiceStep step, List<Optional<Cel>> asked, List<BranchCheck.Checked> checked, List<String> outputs) {
        List<Optional<ChoiceNode.When>> when = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            String path = step.when().get(i).path() + ".cel";
            Optional<Branch> branch = checked.get(i).branch(outputs);
            when.add(asked.get(i)
                    .flatMap(cel -> branch.map(b -> new ChoiceNode.When(path, cel.text(), cel.readsRows(), b))));
        }
        Optional<Branch> otherwise = checked.get(checked.size() - 1).branch(outputs);
        return CheckRun.all(when)
                .flatMap(w -> otherwise.map(o -> new ChoiceNode(step.id(), step.path(), w, o, outputs)));
    }
}

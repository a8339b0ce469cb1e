// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks a branch of a block, and finds what it gives (rules 3 to 5). */
final class BranchCheck {
    private final CheckRun run;
    private final StepCheck steps;

    BranchCheck(CheckRun run, StepCheck steps) {
        this.run = run;
        this.steps = steps;
    }

    /** @param nodes empty where one couldn't be made */
    record Checked(BranchSpec spec, Optional<List<Node>> nodes, Gives gives) {
        /** The branch as a compiler gets it, giving these outputs; empty where something is wrong in it. */
        Optional<Branch> branch(List<String> names) {
            Map<String, Reference> given = new LinkedHashMap<>();
            for (String name : names) {
                Gives.Given output = gives.outputs().get(name);
                if (output == null || output.reference().isEmpty()) {
                    return Optional.empty();
                }
                given.put(name, output.reference().get());
            }
            return nodes.map(n -> new Branch(spec.path(), n, given));
        }
    }

    /**
     * @param block the id of the block
     * @param label how messages name the branch
     */
    Checked check(BranchSpec branch, String block, String label, Scope around) {
        Scope scope = around.inside();
        Optional<List<Node>> nodes = steps.check(branch.steps(), scope);
        if (run.draft.isBroken(branch.path())) {
            run.usage.tensors(scope.ids());
            return new Checked(branch, Optional.empty(), Gives.nobodyKnows(label));
        }
        Gives gives = branch.outputs().isPresent()
                ? named(branch, branch.outputs().get(), block, label, scope)
                : lastStep(branch, label, scope);
        return new Checked(branch, nodes, gives);
    }

    private Gives named(BranchSpec branch, Map<String, String> outputs, String block, String label, Scope scope) {
        Map<String, Gives.Given> given = new LinkedHashMap<>();
        if (outputs.isEmpty()) {
            run.error(
                    branch.path() + ".outputs",
                    "the branch gives nothing",
                    "Write {name: reference}, or remove outputs to give what its last step gives.");
        }
        outputs.forEach((name, text) -> {
            String at = Place.child(branch.path() + ".outputs", name);
            Resolved resolved = run.references.resolve(text, at, scope, block);
            if (name.equals(ChoiceNode.BRANCH)) {
                run.error(
                        at,
                        "a branch can't give an output named 'branch'",
                        "Choose another name: 'branch' says which branch answered.");
                return;
            }
            given.put(name, new Gives.Given(resolved.reference(), resolved.knowledge()));
        });
        return new Gives(label, given, Optional.empty());
    }

    /** The outputs of the last step that gives any. */
    private Gives lastStep(BranchSpec branch, String label, Scope scope) {
        for (int i = branch.steps().size() - 1; i >= 0; i--) {
            Step step = branch.steps().get(i);
            if (step instanceof TapStep) {
                continue;
            }
            Optional<Visible> visible = scope.find(step.id());
            if (visible.isEmpty() || step.id().isEmpty()) {
                return Gives.nobodyKnows(label);
            }
            if (!visible.get().outputs().isEmpty() || visible.get().others().isPresent()) {
                run.usage.tensor(step.id());
                return ofNode(visible.get(), step, label);
            }
        }
        run.error(
                branch.path(),
                "the branch gives nothing",
                "End it with a step that gives something, or add outputs: {name: reference}.");
        return Gives.nobodyKnows(label);
    }

    private Gives ofNode(Visible node, Step step, String label) {
        Map<String, Gives.Given> given = new LinkedHashMap<>();
        node.outputs().forEach((name, knowledge) -> {
            if (name.equals(ChoiceNode.BRANCH)) {
                run.error(
                        step.path(),
                        "the branch would give an output named 'branch', which says which branch answered",
                        "Rename it with outputs on this step or on the branch.");
            } else {
                given.put(name, new Gives.Given(Optional.of(new Reference(node.id(), name)), knowledge));
            }
        });
        return new Gives(label, given, node.others());
    }
}

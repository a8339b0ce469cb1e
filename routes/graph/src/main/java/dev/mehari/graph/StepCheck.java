// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks lists of steps in order; each step is made visible to those after it. */
final class StepCheck {
    private final CheckRun run;
    private final ModelStepCheck models;
    private final TransformCheck transforms;
    private final ChoiceCheck choices;
    private final EnsembleCheck ensembles;
    private final CascadeCheck cascades;
    private final TrafficCheck traffic;
    private final SplitCheck splits;
    private final GraphStepCheck graphs;
    private final CallCheck calls;
    private final TapCheck taps;

    StepCheck(CheckRun run) {
        this.run = run;
        BranchCheck branches = new BranchCheck(run, this);
        GuardCheck guards = new GuardCheck(run, branches);
        this.models = new ModelStepCheck(run, guards);
        this.transforms = new TransformCheck(run);
        this.choices = new ChoiceCheck(run, branches);
        this.ensembles = new EnsembleCheck(run, branches);
        this.cascades = new CascadeCheck(run, branches);
        this.traffic = new TrafficCheck(run, branches);
        this.splits = new SplitCheck(run, branches);
        this.graphs = new GraphStepCheck(run, guards);
        this.calls = new CallCheck(run, guards);
        this.taps = new TapCheck(run);
    }

    /** The nodes; empty if one couldn't be made, which the findings explain. */
    Optional<List<Node>> check(List<Step> steps, Scope scope) {
        List<Optional<Node>> nodes = new ArrayList<>();
        steps.forEach(step -> nodes.add(check(step, scope)));
        return CheckRun.all(nodes);
    }

    private Optional<Node> check(Step step, Scope scope) {
        if (run.draft.isBroken(step.path())) {
            // A reference may be among what couldn't be read.
            run.usage.tensors(scope.ids());
        }
        if (step.id().isEmpty()) {
            scope.open();
        }
        if (step instanceof ModelStep model) {
            return models.check(model, scope);
        } else if (step instanceof TransformStep transform) {
            return transforms.check(transform, scope);
        } else if (step instanceof ChoiceStep choice) {
            return choices.check(choice, scope);
        } else if (step instanceof EnsembleStep ensemble) {
            return ensembles.check(ensemble, scope);
        } else if (step instanceof CascadeStep cascade) {
            return cascades.check(cascade, scope);
        } else if (step instanceof TrafficStep arms) {
            return traffic.check(arms, scope);
        } else if (step instanceof SplitStep split) {
            return splits.check(split, scope);
        } else if (step instanceof GraphStep graph) {
            return graphs.check(graph, scope);
        } else if (step instanceof CallStep call) {
            return calls.check(call, scope);
        } else if (step instanceof TapStep tap) {
            return taps.check(tap);
        }
        unread((UnreadStep) step, scope);
        return Optional.empty();
    }

    private void unread(UnreadStep step, Scope scope) {
        run.usage.tensors(step.mentions());
        step.mentions().forEach(run.usage::model);
        if (!step.id().isEmpty()) {
            scope.add(Visible.open(step.id(), Knowledge.NOTHING));
        }
    }
}

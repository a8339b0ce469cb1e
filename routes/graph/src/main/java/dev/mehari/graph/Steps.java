// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Walks over steps and what is inside them. */
final class Steps {
    private Steps() {}

    /** What a step has inside, in file order: the branches of a block, or a fallback of steps. */
    static List<BranchSpec> branches(Step step) {
        List<BranchSpec> branches = new ArrayList<>();
        if (step instanceof ChoiceStep choice) {
            choice.when().forEach(when -> branches.add(when.branch()));
            branches.add(choice.otherwise());
        } else if (step instanceof EnsembleStep ensemble) {
            ensemble.branches().forEach(branch -> branches.add(branch.branch()));
        } else if (step instanceof CascadeStep cascade) {
            cascade.stages().forEach(stage -> branches.add(stage.branch()));
        } else if (step instanceof TrafficStep traffic) {
            traffic.arms().forEach(arm -> branches.add(arm.branch()));
        } else if (step instanceof SplitStep split) {
            branches.add(split.branch());
        } else {
            fallback(step).filter(FallbackSpec::hasSteps).ifPresent(fallback -> branches.add(fallback.branch()));
        }
        return branches;
    }

    /** What answers for a step that fails; empty for steps that can have none. */
    static Optional<FallbackSpec> fallback(Step step) {
        if (step instanceof ModelStep model) {
            return model.fallback();
        } else if (step instanceof GraphStep graph) {
            return graph.fallback();
        }
        return step instanceof CallStep call ? call.fallback() : Optional.empty();
    }

    /** Every step, those inside a block after the block. */
    static void each(List<Step> steps, Consumer<Step> what) {
        for (Step step : steps) {
            what.accept(step);
            branches(step).forEach(branch -> each(branch.steps(), what));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Walks over steps and what is inside them. */
final class Steps {
    private Steps() {}

    /** The branches of a block in file order; none for other steps. */
    static List<BranchSpec> branches(Step step) {
        List<BranchSpec> branches = new ArrayList<>();
        if (step instanceof ChoiceStep choice) {
            choice.when().forEach(when -> branches.add(when.branch()));
            branches.add(choice.otherwise());
        } else if (step instanceof EnsembleStep ensemble) {
            ensemble.branches().forEach(branch -> branches.add(branch.branch()));
        }
        return branches;
    }

    /** Every step, those inside a block after the block. */
    static void each(List<Step> steps, Consumer<Step> what) {
        for (Step step : steps) {
            what.accept(step);
            branches(step).forEach(branch -> each(branch.steps(), what));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

/** Finds what nothing uses: steps are errors, inputs and models warnings (rule 3). Runs after all other checks. */
final class UnusedCheck {
    private final CheckRun run;

    UnusedCheck(CheckRun run) {
        this.run = run;
    }

    void check() {
        Steps.each(run.spec().steps(), this::step);
        List<InputSpec> inputs = run.spec().inputs();
        for (int i = 0; i < inputs.size(); i++) {
            String name = inputs.get(i).name();
            if (!name.isEmpty() && !run.usage.usesTensor(name)) {
                run.warning("spec.inputs[" + i + "]", "nothing uses the input '" + name + "'", "Remove it, or use it.");
            }
        }
        for (String key : run.spec().models().keySet()) {
            if (!run.usage.usesModel(key)) {
                run.warning(
                        Place.child("spec.models", key),
                        "no step uses the model '" + key + "'",
                        "Remove it, or use it.");
            }
        }
    }

    private void step(Step step) {
        boolean counts = !(step instanceof TapStep)
                && !(step instanceof UnreadStep)
                && !step.id().isEmpty();
        if (counts && !run.usage.usesTensor(step.id())) {
            run.error(step.path(), "nothing uses what '" + step.id() + "' gives", "Remove the step, or refer to it.");
        }
    }
}

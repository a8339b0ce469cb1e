// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a node of a file is at home, for words about one that can't be seen.
 *
 * @param path of the step
 * @param block the id of the block around it; empty text at the top
 * @param branch the path of the branch around it
 * @param isTap whether it gives nothing anyway
 */
record Home(String path, String block, Optional<String> branch, boolean isTap) {
    /** The home of every id; of duplicates the first. */
    static Map<String, Home> all(List<Step> steps) {
        Map<String, Home> homes = new HashMap<>();
        collect(steps, "", Optional.empty(), homes);
        homes.remove("");
        return homes;
    }

    private static void collect(List<Step> steps, String block, Optional<String> branch, Map<String, Home> homes) {
        for (Step step : steps) {
            homes.putIfAbsent(step.id(), new Home(step.path(), block, branch, step instanceof TapStep));
            for (BranchSpec inside : Steps.branches(step)) {
                // Of a split only the steps are inside: its input, beside them, is not.
                String path = step instanceof SplitStep ? inside.path() + ".steps" : inside.path();
                collect(inside.steps(), step.id(), Optional.of(path), homes);
            }
            if (step instanceof SplitStep split) {
                Optional<String> inside = Optional.of(step.path() + ".steps");
                homes.putIfAbsent(split.as(), new Home(step.path() + ".as", step.id(), inside, false));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What answers for a step that failed or was late (rule 25), as it stands.
 *
 * @param value output → what fills it; none where there are steps
 * @param branch its steps and outputs; none where there are values
 */
@Structure(
        value = "What answers for a step that failed or was late: one value per output, or steps.",
        anyOf = {"value", "steps", "outputs"})
public record FallbackSpec(
        String path,

        @Key(
                value = "One value for each output of the step, which fills it. null is a missing value.",
                definition = "values")
        Map<String, DefaultValue> value,

        BranchSpec branch) {
    public FallbackSpec {
        value = Collections.unmodifiableMap(new LinkedHashMap<>(value));
    }

    /** Whether steps answer, not values. */
    public boolean hasSteps() {
        return value.isEmpty();
    }
}

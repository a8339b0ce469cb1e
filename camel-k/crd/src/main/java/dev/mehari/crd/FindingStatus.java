// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.mehari.graph.Finding;
import org.jspecify.annotations.Nullable;

/**
 * A finding of {@code check} as status shows it.
 *
 * @param path where in the object, such as {@code spec.steps[1].model.use}
 * @param line of the text that was checked; null where that is no file of the user's
 * @param severity {@code error} or {@code warning}
 * @param message what is wrong
 * @param mend what to do; may be empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FindingStatus(
        @JsonPropertyDescription("Where in the graph.") String path,

        @JsonPropertyDescription("Where in the text that was checked.") @Nullable
        Integer line,

        @JsonPropertyDescription("error or warning.") String severity,

        @JsonPropertyDescription("What is wrong.") String message,

        @JsonPropertyDescription("What to do.") String mend) {
    /** Without the line: it would be one of the object as it was printed for the check. */
    public static FindingStatus of(Finding finding) {
        return new FindingStatus(finding.path(), null, finding.severity().word(), finding.message(), finding.mend());
    }
}

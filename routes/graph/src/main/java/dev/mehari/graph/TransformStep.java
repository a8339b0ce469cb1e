// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

/**
 * Runs kernels over a tensor (rule 17).
 *
 * @param input references: one, or several where the first kernel joins them
 * @param output the name of its only output
 */
@Structure("Runs kernels over a tensor.")
public record TransformStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(
                value = "What it works on: a reference, or a list of them before concat.",
                required = true,
                definition = "textOrTexts")
        List<String> input,

        @Key(value = "The kernels, applied in order.", required = true)
        List<OpSpec> ops,

        @Key("The name of its only output. Default: output.")
        String output,

        @Key("What it does, for people.") String description)
        implements Step {
    /** The output's name where the file gives none. */
    public static final String OUTPUT = "output";

    public TransformStep {
        input = List.copyOf(input);
        ops = List.copyOf(ops);
    }
}

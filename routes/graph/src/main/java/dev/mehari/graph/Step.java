// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * One step of a graph file as it stands. A closed set: a further kind is one record here, its entry in
 * {@link StepKind}, one reader, one check, and one {@link Node}.
 */
public sealed interface Step
        permits ModelStep,
                TransformStep,
                ChoiceStep,
                EnsembleStep,
                CascadeStep,
                TrafficStep,
                SplitStep,
                GraphStep,
                CallStep,
                TapStep,
                UnreadStep {
    /** The node's id (rule 1). */
    String id();

    /** Its path in the file, such as {@code spec.steps[1].choice}. */
    String path();
}

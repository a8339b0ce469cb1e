// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * A branch of a choice with its condition.
 *
 * @param cel the condition as it stands (rules 14, 15)
 */
@Structure("A branch with its condition.")
public record WhenSpec(
        String path,

        @Key(value = "The condition, in CEL: the rows for which it holds go down this branch.", required = true)
        String cel,

        BranchSpec branch) {}

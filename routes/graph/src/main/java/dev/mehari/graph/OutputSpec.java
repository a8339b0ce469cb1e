// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/**
 * One output of the answer (rule 27).
 *
 * @param from a reference (rule 2) as it stands
 */
@Structure("A tensor of the answer.")
public record OutputSpec(
        @Key(value = "The output's name in the answer.", required = true)
        String name,

        @Key(value = "Where it comes from: an input, a node, or node.output.", required = true)
        String from,

        @Key("What it is, for people.") String description) {}

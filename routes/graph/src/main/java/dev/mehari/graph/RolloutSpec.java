// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** How a new revision takes over: exactly one kind. */
@Structure(
        value = "How a new revision takes over: exactly one kind.",
        oneOf = {"blueGreen"})
public record RolloutSpec(
        @Key("The new revision comes up beside the old one, and all requests are switched at once.")
        BlueGreenSpec blueGreen) {
    public static final RolloutSpec DEFAULT = new RolloutSpec(BlueGreenSpec.DEFAULT);
}

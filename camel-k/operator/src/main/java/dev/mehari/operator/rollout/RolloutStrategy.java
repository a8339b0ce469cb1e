// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

/*
 * WHAT A DECISION IS MADE OF, AND WHY A CRASH LEAVES NOTHING BEHIND
 *
 * Everything that a rollout has to remember lies in the cluster: which revision takes the traffic, which one took it
 * before and since when stands on the graph's Service, written in the same patch that moves the traffic; since when a
 * revision is a candidate and why it failed stands on its ControllerRevision. So each decision can be made anew by an
 * operator that knows nothing, as often as one likes, and a second operator comes to the same.
 */
/** One way to move traffic to another revision. Pure: the same situation gives the same decision. */
public sealed interface RolloutStrategy permits BlueGreen {
    /** What is to be done now. */
    Decision decide(Situation situation);
}

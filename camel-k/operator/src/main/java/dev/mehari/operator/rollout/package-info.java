// SPDX-License-Identifier: Apache-2.0

/**
 * How traffic moves from one revision of a graph to the next: pure functions from what a cluster shows to what is to be
 * done, no client, no clock. Start with {@link dev.mehari.operator.rollout.RolloutStrategy}.
 */
@NullMarked
package dev.mehari.operator.rollout;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.rollout;

/**
 * One kept revision as it stands in the cluster.
 *
 * @param number from 1
 * @param size pods that its workload asks for; 0 where it has none
 * @param readiness whether it could take traffic now
 * @param smoke what its Service answered when it was tried
 * @param marks what was remembered of it
 */
public record Standing(long number, int size, Readiness readiness, Smoke smoke, Marks marks) {}

// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of Mehari on a real cluster, and what they stand on. Start with {@link dev.mehari.cluster.ClusterTest}: it gives a
 * test a {@link dev.mehari.cluster.Space} of its own and collects evidence when it fails.
 */
@NullMarked
package dev.mehari.cluster;

import org.jspecify.annotations.NullMarked;

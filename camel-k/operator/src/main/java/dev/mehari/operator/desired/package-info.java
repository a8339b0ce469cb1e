// SPDX-License-Identifier: Apache-2.0

/**
 * Which Kubernetes objects a graph wants: pure functions from a revision to objects, no client, no clock. Start with
 * {@link dev.mehari.operator.desired.Renderer}.
 */
@NullMarked
package dev.mehari.operator.desired;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * One round of a graph: look, decide, act, tell. Start with {@link dev.mehari.operator.reconcile.GraphRound}.
 */
@NullMarked
package dev.mehari.operator.reconcile;

import org.jspecify.annotations.NullMarked;

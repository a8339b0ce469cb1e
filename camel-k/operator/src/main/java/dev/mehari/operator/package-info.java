// SPDX-License-Identifier: Apache-2.0

/**
 * The operator as a process: settings, caches, the loop that calls {@link dev.mehari.operator.reconcile.GraphRound}, health
 * and metrics. Start with {@link dev.mehari.operator.Main}.
 */
@NullMarked
package dev.mehari.operator;

import org.jspecify.annotations.NullMarked;

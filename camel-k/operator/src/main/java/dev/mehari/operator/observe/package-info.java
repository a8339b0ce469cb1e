// SPDX-License-Identifier: Apache-2.0

/**
 * What a cluster shows of a graph: its objects, what its pods report, and what that means. Start with
 * {@link dev.mehari.operator.observe.Children}.
 */
@NullMarked
package dev.mehari.operator.observe;

import org.jspecify.annotations.NullMarked;

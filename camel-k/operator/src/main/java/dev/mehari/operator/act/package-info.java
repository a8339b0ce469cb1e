// SPDX-License-Identifier: Apache-2.0

/**
 * What the operator changes in a cluster, and nothing where nothing differs. Start with
 * {@link dev.mehari.operator.act.Application}.
 */
@NullMarked
package dev.mehari.operator.act;

import org.jspecify.annotations.NullMarked;

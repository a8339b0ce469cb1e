// SPDX-License-Identifier: Apache-2.0

/**
 * Conditions and keys of a graph: CEL texts, checked against the tensors they name and specialised to plain predicates
 * over rows. Start with {@link dev.mehari.cel.CelCondition}.
 */
@NullMarked
package dev.mehari.cel;

import org.jspecify.annotations.NullMarked;

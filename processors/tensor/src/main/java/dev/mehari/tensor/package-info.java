// SPDX-License-Identifier: Apache-2.0

/**
 * What flows through a graph: datatypes, shapes and immutable tensors. Start with {@link dev.mehari.tensor.Tensor}.
 */
@NullMarked
package dev.mehari.tensor;

import org.jspecify.annotations.NullMarked;

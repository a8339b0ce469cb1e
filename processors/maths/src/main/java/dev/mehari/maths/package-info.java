// SPDX-License-Identifier: Apache-2.0

/**
 * Numbers in, numbers out: the kernels of a transform and the combiners of an ensemble, with their rules of shape and
 * datatype. Start with {@link dev.mehari.maths.Transform}.
 */
@NullMarked
package dev.mehari.maths;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One input or output of a model.
 *
 * @param name the model's own name for it, any text
 * @param shape with {@link Shape#DYNAMIC} dimensions where any length is possible; null where the model file states no
 *     shape, so that it can only be checked when the model runs
 */
public record TensorSpec(
        String name, Datatype datatype, @Nullable Shape shape) {}

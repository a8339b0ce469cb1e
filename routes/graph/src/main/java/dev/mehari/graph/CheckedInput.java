// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;
import java.util.Optional;

import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/**
 * A declared input with its defaults as tensors.
 *
 * @param defaultRow what stands in for one row of the whole input: {@code [1, …]}, without batch the whole tensor. Where
 *     every column of an input has a default, they are its default
 * @param columnDefaults one per feature: what stands in for one row of that column, {@code [1]} in the input's datatype
 */
public record CheckedInput(
        InputSpec spec, TensorType type, Optional<Tensor> defaultRow, List<Optional<Tensor>> columnDefaults) {
    public CheckedInput {
        columnDefaults = List.copyOf(columnDefaults);
    }

    public String name() {
        return spec.name();
    }
}

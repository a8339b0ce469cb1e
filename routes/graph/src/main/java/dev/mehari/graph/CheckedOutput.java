// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import dev.mehari.tensor.TensorType;

/** One output of the answer. */
public record CheckedOutput(String name, Reference from, TensorType type) {}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import dev.mehari.model.ModelFile;
import dev.mehari.model.Signature;

/**
 * A model of a graph, found and read.
 *
 * @param key in {@code spec.models}
 * @param runtime the name of the runtime that reads it
 */
public record LocatedModel(String key, ModelSpec spec, String runtime, ModelFile file, Signature signature) {}

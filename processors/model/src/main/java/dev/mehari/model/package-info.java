// SPDX-License-Identifier: Apache-2.0

/**
 * What a model is to a graph: a signature and a function of a batch, whatever the engine that runs it. Start with
 * {@link dev.mehari.model.Model}; a new format is one {@link dev.mehari.model.ModelRuntime}.
 */
@NullMarked
package dev.mehari.model;

import org.jspecify.annotations.NullMarked;

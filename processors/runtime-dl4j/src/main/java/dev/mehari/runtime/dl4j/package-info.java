// SPDX-License-Identifier: Apache-2.0

/**
 * Runs networks of Deeplearning4j from the zip files that its {@code ModelSerializer} writes. Start with
 * {@link dev.mehari.runtime.dl4j.Dl4jRuntime}; {@link dev.mehari.runtime.dl4j.NetworkArchive} says what of a file is
 * read, {@link dev.mehari.runtime.dl4j.DenseNetwork} and {@link dev.mehari.runtime.dl4j.EngineModel} are the two ways to
 * answer.
 */
@NullMarked
package dev.mehari.runtime.dl4j;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Models in ONNX, run by ONNX Runtime on the caller's thread. Start with {@link dev.mehari.runtime.onnx.OnnxRuntime}:
 * it reads the file ({@code OnnxFile}), opens it ({@code Engine}) and gives a model that runs it ({@code OnnxModel}).
 */
@NullMarked
package dev.mehari.runtime.onnx;

import org.jspecify.annotations.NullMarked;

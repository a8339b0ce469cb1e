// SPDX-License-Identifier: Apache-2.0

@NullMarked
package dev.mehari.runtime.onnx;

import org.jspecify.annotations.NullMarked;

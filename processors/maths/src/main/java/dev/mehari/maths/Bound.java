// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.TensorType;

/** What binding an op gives: the step that runs, and the type of what it leaves. */
record Bound(Step step, TensorType output) {}

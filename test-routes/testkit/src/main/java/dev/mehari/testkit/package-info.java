// SPDX-License-Identifier: Apache-2.0

/** What tests of several rooms share. Start with {@link dev.mehari.testkit.ToyRuntime}. */
@NullMarked
package dev.mehari.testkit;

import org.jspecify.annotations.NullMarked;

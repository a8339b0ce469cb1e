// SPDX-License-Identifier: Apache-2.0

/** The house against what it promises to the outside. Start with {@link dev.mehari.conformance.Arrows}. */
@NullMarked
package dev.mehari.conformance;

import org.jspecify.annotations.NullMarked;

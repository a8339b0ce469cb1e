// SPDX-License-Identifier: Apache-2.0

/**
 * From a checked graph to the Camel YAML that runs: the only room that speaks both languages. Start with
 * {@link dev.mehari.compiler.Compiler}.
 */
@NullMarked
package dev.mehari.compiler;

import org.jspecify.annotations.NullMarked;

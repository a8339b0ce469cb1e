// SPDX-License-Identifier: Apache-2.0

/**
 * What a step does inside one request: thin asynchronous Camel shells around plain classes. Start with
 * {@link dev.mehari.nodes.Request}, which comes in, and {@link dev.mehari.nodes.Prediction}, which goes out.
 */
@NullMarked
package dev.mehari.nodes;

import org.jspecify.annotations.NullMarked;

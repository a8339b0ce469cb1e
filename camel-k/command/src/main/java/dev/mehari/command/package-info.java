// SPDX-License-Identifier: Apache-2.0

/**
 * {@code mehari k8s} and {@code kubectl mehari}: what people do with graphs in a cluster, by the InferenceGraph alone; all
 * deeds are the operator's. Start with {@link dev.mehari.command.Main}.
 */
@NullMarked
package dev.mehari.command;

import org.jspecify.annotations.NullMarked;

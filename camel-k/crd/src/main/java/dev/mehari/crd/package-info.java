// SPDX-License-Identifier: Apache-2.0

/**
 * The InferenceGraph as a Kubernetes object: its definition, its types for the fabric8 client, and the words that operator,
 * command line and tests share. Start with {@link dev.mehari.crd.GraphResource}.
 */
@NullMarked
package dev.mehari.crd;

import org.jspecify.annotations.NullMarked;

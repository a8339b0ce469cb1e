// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;

/**
 * A taint that pods bear, as in a pod's own spec.
 *
 * @param key empty: every taint, with {@code Exists}
 * @param operator {@code Equal} or {@code Exists}
 * @param seconds how long {@code NoExecute} is borne; empty: for ever
 */
@Structure("A taint that the pods bear, as in a pod's own spec.")
public record TolerationSpec(
        @Key(value = "The taint's key.", definition = "labelKey")
        Optional<String> key,

        @Key(value = "Equal or Exists. Default: Equal.", definition = "tolerationOperator")
        String operator,

        @Key(value = "The taint's value.", definition = "labelValue")
        Optional<String> value,

        @Key(value = "Which effect of the taint. Default: all.", definition = "taintEffect")
        Optional<String> effect,

        @Key(
                value = "How long NoExecute is borne. Default: for ever.",
                name = "tolerationSeconds",
                definition = "seconds")
        Optional<Long> seconds) {}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a revision is warmed.
 *
 * @param requests each as input or feature name → JSON value; empty: made from the declared inputs
 * @param limit after which warming ends whatever it has reached
 */
@Structure("How a new revision is warmed.")
public record WarmupSpec(
        @Key(
                value =
                        "Requests to warm with: input or feature name to value. Default: made from the declared inputs.",
                definition = "requests")
        List<Map<String, Object>> requests,

        @Key("When warming ends at the latest. Default: 3s.")
        Duration limit) {
    /** Made from the inputs, three seconds. */
    public static final WarmupSpec DEFAULT = new WarmupSpec(List.of(), Duration.ofSeconds(3));

    public WarmupSpec {
        requests = List.copyOf(requests);
    }
}

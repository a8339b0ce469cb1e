// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code combine} of an ensemble as it stands.
 *
 * @param all the combiner for every output; empty text where {@code byOutput} says it
 * @param byOutput output → combiner; outputs that aren't named are dropped
 */
public record CombineSpec(String all, Map<String, String> byOutput) {
    public CombineSpec {
        byOutput = Collections.unmodifiableMap(new LinkedHashMap<>(byOutput));
    }
}

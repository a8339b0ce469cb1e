// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code empty} of a split as it stands.
 *
 * @param all one value for every output that needs one; empty where {@code byOutput} says it, or nothing does
 */
public record EmptySpec(Optional<DefaultValue> all, Map<String, DefaultValue> byOutput) {
    /** Of a split that says nothing. */
    public static final EmptySpec NONE = new EmptySpec(Optional.empty(), Map.of());

    public EmptySpec {
        byOutput = Collections.unmodifiableMap(new LinkedHashMap<>(byOutput));
    }
}

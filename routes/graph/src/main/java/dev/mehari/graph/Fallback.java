// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What answers for a step that failed, was late or isn't asked while its breaker is open (rule 25). */
public sealed interface Fallback {
    /** Each output of the step filled with one value: a number, text or boolean that fits its datatype. */
    record Values(Map<String, Object> values) implements Fallback {
        public Values {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** Steps that give the same outputs; {@link Branch#gives} names all of them. */
    record Steps(Branch branch) implements Fallback {}
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The keys of the graph file that a record stands for, as its {@link Key} annotations say. */
final class Keys {
    private Keys() {}

    /**
     * Key → its record component, in the record's order. The keys of a branch stand in the object around it, beside those
     * of a condition or weight; those for a cluster stand in the spec.
     */
    static Map<String, RecordComponent> of(Class<? extends Record> type) {
        Map<String, RecordComponent> keys = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = component.getAnnotation(Key.class);
            if (key != null) {
                keys.put(key.name().isEmpty() ? component.getName() : key.name(), component);
            } else if (component.getType() == BranchSpec.class) {
                keys.putAll(of(BranchSpec.class));
            } else if (component.getType() == ClusterSpec.class) {
                keys.putAll(of(ClusterSpec.class));
            }
        }
        return keys;
    }

    static Set<String> names(Class<? extends Record> type) {
        return of(type).keySet();
    }

    /** The annotation of a component that {@link #of} gave. */
    static Key key(RecordComponent component) {
        return Objects.requireNonNull(component.getAnnotation(Key.class));
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The keys of the graph file that a record stands for, as its {@link Key} annotations say. */
final class Keys {
    private Keys() {}

    /** Key → its record component, in the record's order. */
    static Map<String, RecordComponent> of(Class<? extends Record> type) {
        Map<String, RecordComponent> keys = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = component.getAnnotation(Key.class);
            if (key != null) {
                keys.put(key.name().isEmpty() ? component.getName() : key.name(), component);
            }
        }
        return keys;
    }

    static Set<String> names(Class<? extends Record> type) {
        return of(type).keySet();
    }

    static boolean isRequired(RecordComponent component) {
        return Arrays.stream(component.getAnnotationsByType(Key.class)).anyMatch(Key::required);
    }
}

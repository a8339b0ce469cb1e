// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a kernel: one for all columns, one per column, or one for each column named. Numbers are in canonical
 * form, see {@link Figures#canonical}.
 */
public sealed interface Constant {
    /** As it stands in a graph file: a number, a list of numbers or a map from feature to number. */
    Object plain();

    /** The same number for every column touched. */
    record One(Number value) implements Constant {
        public One {
            value = Figures.canonical(value);
        }

        @Override
        public Object plain() {
            return value;
        }
    }

    /** A number for each column touched, in their order. */
    record Each(List<Number> values) implements Constant {
        public Each {
            values = Figures.canonical(values);
        }

        @Override
        public Object plain() {
            return values;
        }
    }

    /** A number for each feature named; all other columns pass untouched. */
    record ByName(Map<String, Number> values) implements Constant {
        public ByName {
            Map<String, Number> canonical = new LinkedHashMap<>();
            values.forEach((name, value) -> canonical.put(name, Figures.canonical(value)));
            values = Collections.unmodifiableMap(canonical);
        }

        @Override
        public Object plain() {
            return values;
        }
    }
}

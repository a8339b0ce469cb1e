// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Free content of a graph file (cards, arguments of kernels, warm-up requests) as plain Java: Boolean, Long, BigInteger,
 * Double, String, List, Map with its keys in order, null.
 */
final class Json {
    private Json() {}

    static @Nullable Object of(Value value, Findings findings) {
        if (value instanceof Value.Mapping mapping) {
            return object(mapping, findings);
        } else if (value instanceof Value.Sequence sequence) {
            List<@Nullable Object> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(of(item, findings)));
            return Collections.unmodifiableList(items);
        }
        return scalar((Value.Scalar) value, findings);
    }

    static Map<String, Object> object(Value.Mapping mapping, Findings findings) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> map.put(key, of(entry.value(), findings)));
        @SuppressWarnings("NullAway") // JSON null is a value
        Map<String, Object> read = Collections.unmodifiableMap(map);
        return read;
    }

    private static @Nullable Object scalar(Value.Scalar scalar, Findings findings) {
        return switch (scalar.reading()) {
            case TEXT -> scalar.text();
            case NULL -> null;
            case BOOLEAN -> scalar.text().toLowerCase(Locale.ROOT).equals("true");
            case NUMBER -> number(scalar, findings);
            case NOT_JSON -> {
                findings.error(scalar.place(), scalar.text() + " isn't a number in JSON", "Write a finite number.");
                yield 0.0;
            }
            case OLD_BOOLEAN, OLD_LETTER, OLD_NUMBER, DATE -> {
                Quoting.check(scalar, "", findings);
                yield scalar.text();
            }
        };
    }

    private static Object number(Value.Scalar scalar, Findings findings) {
        String text = scalar.text();
        if (text.matches("[-+]?[0-9]+")) {
            BigInteger whole = new BigInteger(text);
            return whole.bitLength() < 64 ? (Object) whole.longValue() : whole;
        }
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number)) {
            findings.error(scalar.place(), "is " + text + ", more than any float holds", "Write a finite number.");
            return 0.0;
        }
        return number;
    }
}

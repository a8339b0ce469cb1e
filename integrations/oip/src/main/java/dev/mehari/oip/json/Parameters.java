// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.mehari.oip.Limits;
import dev.mehari.oip.Quoted;
import dev.mehari.tensor.InferenceException;

/** The protocol's {@code parameters}: an object of texts, numbers and booleans. */
final class Parameters {
    private static final Names KNOWN = new Names("binary_data_size", "binary_data", "binary_data_output");

    private Parameters() {}

    /**
     * Reads them as Boolean, Long (whole numbers that fit), Double and String; {@code null} is absent.
     *
     * @return a map that may be changed unless it is empty
     */
    static Map<String, Object> read(JsonScanner in, Object where, Limits limits) {
        if (in.skipNull()) {
            return Map.of();
        }
        if (in.peek() != '{') {
            throw InferenceException.invalid(where + ": parameters is " + in.kind() + ". Send an object");
        }
        in.expect('{');
        if (in.skip('}')) {
            return Map.of();
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        Seen seen = new Seen(where + ": parameters");
        int count = 0;
        do {
            if (count++ == limits.parameters()) {
                throw InferenceException.invalid(where + " has more than " + limits.parameters() + " parameters (limit "
                        + Limits.PARAMETERS_SETTING + ")");
            }
            String name = seen.add(in.readName(KNOWN));
            if (!in.skipNull()) {
                parameters.put(name, readValue(in, where, name));
            }
        } while (in.continues('}'));
        return parameters;
    }

    private static Object readValue(JsonScanner in, Object where, String name) {
        switch (in.peek()) {
            case '"' -> {
                return in.readString();
            }
            case 't', 'f' -> {
                return in.readBoolean();
            }
            case '{', '[' ->
                throw InferenceException.invalid(where + ": parameter " + Quoted.name(name) + " is " + in.kind()
                        + ". Parameters are texts, numbers and booleans");
            default -> {
                in.kind();
                in.readNumber();
                return readNumber(in, where, name);
            }
        }
    }

    private static Object readNumber(JsonScanner in, Object where, String name) {
        double value = in.toDouble();
        if (Double.isInfinite(value)) {
            throw InferenceException.invalid(where + ": parameter " + Quoted.name(name) + " is too large for a number");
        }
        boolean negative = in.negative;
        if (in.isWhole() && in.significand >= 0) {
            return negative ? -in.significand : in.significand;
        }
        return value;
    }

    static boolean requireBoolean(Object where, String name, Object value) {
        if (value instanceof Boolean given) {
            return given;
        }
        throw InferenceException.invalid(where + ": parameter '" + name + "' is no boolean. Write true or false");
    }
}

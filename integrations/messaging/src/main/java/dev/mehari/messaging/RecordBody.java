// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.oip.Limits;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/**
 * A record's value as {@code graph:} takes it, and how it was written, so that the answer can be written likewise.
 *
 * @param content a map, a list of maps, or what came if it is a message of the Open Inference Protocol or nothing known here
 */
record RecordBody(Form form, @Nullable Object content) {
    private static final int DEEPEST = 100;
    private static final int LONGEST_NUMBER = 400;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build());
    }

    /** How a record was written. */
    enum Form {
        /** {@code {"months": 12, …}}: one row. */
        ROW,
        /** {@code [{"months": 12, …}, …]}: a row each. */
        ROWS,
        /** {@code {"months": [12, 24], …}}: a column or an input each. */
        COLUMNS,
        /** A message of the Open Inference Protocol. */
        PROTOCOL
    }

    /** @throws InferenceException of kind INVALID or TOO_LARGE if it is text, but no JSON that means a request */
    static RecordBody read(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return parse(bytes, bytes);
        }
        if (value instanceof String text) {
            return parse(text.getBytes(StandardCharsets.UTF_8), text);
        }
        return new RecordBody(form(value), value);
    }

    private static RecordBody parse(byte[] json, Object value) {
        int most = Limits.DEFAULT.bodyBytes();
        if (json.length > most) {
            throw InferenceException.of(
                    InferenceException.Kind.TOO_LARGE,
                    "the record has " + json.length + " bytes, more than " + most + " (limit " + Limits.BODY_SETTING
                            + ")");
        }
        Object tree;
        try {
            tree = json.length == 0 ? null : JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw InferenceException.invalid("the record is no JSON"
                    + (e.getLocation() == null
                            ? ""
                            : ": line " + e.getLocation().getLineNr() + ", column "
                                    + e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw InferenceException.invalid("the record is no JSON in UTF-8");
        }
        Form form = form(tree);
        if (form == Form.PROTOCOL && !(tree instanceof Map)) {
            throw InferenceException.invalid(
                    "the record is " + kind(tree)
                            + "; send a JSON object by column name, an array of such objects, or an Open Inference Protocol message");
        }
        return new RecordBody(form, form == Form.PROTOCOL ? value : tree);
    }

    private static Form form(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            if (map.get("inputs") instanceof List<?> inputs
                    && !inputs.isEmpty()
                    && inputs.stream().allMatch(Map.class::isInstance)) {
                return Form.PROTOCOL;
            }
            return map.values().stream().anyMatch(RecordBody::isMany) ? Form.COLUMNS : Form.ROW;
        }
        return value instanceof Collection<?> rows
                        && !rows.isEmpty()
                        && rows.stream().allMatch(Map.class::isInstance)
                ? Form.ROWS
                : Form.PROTOCOL;
    }

    private static boolean isMany(@Nullable Object value) {
        return value instanceof Collection || (value != null && value.getClass().isArray());
    }

    private static String kind(@Nullable Object tree) {
        if (tree == null) {
            return "empty";
        }
        if (tree instanceof Collection) {
            return "an array of something else than objects";
        }
        return tree instanceof Number || tree instanceof BigDecimal || tree instanceof BigInteger
                ? "a number"
                : "a text or a truth value";
    }
}

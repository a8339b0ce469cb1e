// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model's JSON from front to back, value by value, without ever holding the whole. What isn't there or isn't of
 * the kind asked for is an {@link InvalidModelException} that names the field:
 * {@code learner.gradient_booster.model.trees[3].left_children[7]}. Takes {@code NaN} and {@code Infinity}, which XGBoost
 * writes. Confined to one thread.
 */
final class JsonCursor implements AutoCloseable {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int MAX_NAME_LENGTH = 10_000;
    private static final int MAX_TEXT_LENGTH = 64 << 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxStringLength(MAX_TEXT_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private int[] integers = new int[256];
    private float[] floats = new float[256];

    JsonCursor(InputStream in) {
        try {
            parser = JSON.createParser(in);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    // ------------------------------------------------------------------------------------------------ moving

    /** Steps to the next value, name or end. */
    @Nullable
    JsonToken next() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Steps to the next value of an array that has begun; false at its end. */
    boolean nextElement() {
        return next() != JsonToken.END_ARRAY;
    }

    /** Steps to the value of the next field of an object that has begun. @return its name, or null at the end */
    @Nullable
    String nextField() {
        if (next() == JsonToken.END_OBJECT) {
            return null;
        }
        String name = name();
        next();
        return name;
    }

    private String name() {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Passes over the value, whatever it holds. */
    void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    // ------------------------------------------------------------------------------------------------ values

    void beginObject() {
        require(JsonToken.START_OBJECT, "an object");
    }

    void beginArray() {
        require(JsonToken.START_ARRAY, "a list");
    }

    private void require(JsonToken token, String wanted) {
        if (parser.currentToken() != token) {
            throw wrong("is " + kind() + ", not " + wanted);
        }
    }

    String text() {
        require(JsonToken.VALUE_STRING, "a text");
        return rawText();
    }

    private String rawText() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    int integer() {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            return parser.getIntValue();
        } catch (IOException e) {
            throw wrong("is " + shortened(rawText()) + ", more than 32 bits hold");
        }
    }

    /** A number as a 32-bit float, rounded once. NaN and infinities only where the file writes them as words. */
    float number() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            throw wrong("is " + kind() + ", not a number");
        }
        String text = rawText();
        char last = text.charAt(text.length() - 1);
        float number = last >= '0' && last <= '9' ? Float.parseFloat(text) : word(text);
        if (Float.isInfinite(number) && last >= '0' && last <= '9') {
            throw wrong("is " + shortened(text) + ", out of the range of 32-bit floats");
        }
        return number;
    }

    private float word(String text) {
        return switch (text) {
            case "NaN" -> Float.NaN;
            case "Infinity", "INF", "+Infinity", "+INF" -> Float.POSITIVE_INFINITY;
            case "-Infinity", "-INF" -> Float.NEGATIVE_INFINITY;
            default -> throw wrong("is " + shortened(text) + ", not a number");
        };
    }

    /** A truth value, which XGBoost writes as 0 or 1 and wrote as false or true. */
    int flag() {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE ? 1 : 0;
        }
        int number = integer();
        if (number != 0 && number != 1) {
            throw wrong("is " + number + ", not 0 or 1");
        }
        return number;
    }

    int[] integers() {
        beginArray();
        int count = 0;
        while (nextElement()) {
            count = add(count, integer());
        }
        return Arrays.copyOf(integers, count);
    }

    int[] flags() {
        beginArray();
        int count = 0;
        while (nextElement()) {
            count = add(count, flag());
        }
        return Arrays.copyOf(integers, count);
    }

    private int add(int count, int number) {
        if (count == integers.length) {
            integers = Arrays.copyOf(integers, 2 * count);
        }
        integers[count] = number;
        return count + 1;
    }

    float[] numbers() {
        beginArray();
        int count = 0;
        while (nextElement()) {
            if (count == floats.length) {
                floats = Arrays.copyOf(floats, 2 * count);
            }
            floats[count++] = number();
        }
        return Arrays.copyOf(floats, count);
    }

    // ------------------------------------------------------------------------------------------------ what is wrong

    /** A complaint about the value that was read last; its place comes first. */
    InvalidModelException wrong(String complaint) {
        return new InvalidModelException(place() + " " + complaint);
    }

    /** Where the cursor stands: {@code learner.gradient_booster.model.trees[3]}. */
    String place() {
        StringBuilder place = new StringBuilder();
        for (JsonStreamContext at = parser.getParsingContext(); at != null && !at.inRoot(); at = at.getParent()) {
            if (at.inArray() && at.hasCurrentIndex()) {
                place.insert(0, "[" + at.getCurrentIndex() + "]");
            } else if (at.inObject() && at.hasCurrentName()) {
                place.insert(0, "." + shortened(at.getCurrentName()));
            }
        }
        if (place.isEmpty()) {
            return "the file";
        }
        return place.charAt(0) == '.' ? place.substring(1) : place.toString();
    }

    private String kind() {
        JsonToken token = parser.currentToken();
        return token == null
                ? "missing"
                : switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "a list";
                    case VALUE_STRING -> "a text";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + shortened(rawText());
                    case VALUE_TRUE -> "true";
                    case VALUE_FALSE -> "false";
                    case VALUE_NULL -> "null";
                    default -> "missing";
                };
    }

    private InvalidModelException failed(IOException e) {
        if (e instanceof JsonEOFException || isEndOfInput(e)) {
            return new InvalidModelException("the file ends too early, within " + place(), e);
        }
        if (e instanceof StreamConstraintsException) {
            return new InvalidModelException(
                    "at " + place() + " a text, a name or a number is too long, or the nesting too deep (at most "
                            + MAX_DEPTH + " levels)",
                    e);
        }
        if (e instanceof JsonProcessingException broken) {
            String reason = shortened(String.valueOf(broken.getOriginalMessage()));
            return new InvalidModelException("the JSON is broken at " + place() + ": " + reason, e);
        }
        if (e instanceof CharConversionException) {
            return new InvalidModelException("the JSON is broken at " + place() + ": it isn't UTF-8", e);
        }
        return unreadable(e);
    }

    /** In lists Jackson says so only in words. */
    private static boolean isEndOfInput(IOException e) {
        return e instanceof JsonProcessingException broken
                && String.valueOf(broken.getOriginalMessage()).startsWith("Unexpected end-of-input");
    }

    private static InvalidModelException unreadable(IOException e) {
        return new InvalidModelException("the file can't be read to its end", e);
    }

    /** Fit for a message: one line, not long. */
    static String shortened(String text) {
        String line = text.codePoints()
                .limit(100)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() > 100 ? line + "…" : line;
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}

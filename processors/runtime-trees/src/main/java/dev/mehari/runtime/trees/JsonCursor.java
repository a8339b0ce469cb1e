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

/** JSON. Takes {@code NaN} and {@code Infinity}, which XGBoost writes. */
final class JsonCursor implements ModelCursor {
    private static final int MAX_NUMBER_LENGTH = 400;

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
            throw ModelCursor.unreadable(e);
        }
    }

    // ------------------------------------------------------------------------------------------------ moving

    @Override
    public void begin() {
        next();
    }

    @Override
    public void end() {
        if (next() != null) {
            throw new InvalidModelException("the file goes on after the model's closing brace");
        }
    }

    @Override
    public boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Steps to the next value, name or end. */
    private @Nullable JsonToken next() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean nextElement() {
        return next() != JsonToken.END_ARRAY;
    }

    @Override
    public @Nullable String nextField() {
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

    @Override
    public void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    // ------------------------------------------------------------------------------------------------ values

    @Override
    public void beginObject() {
        require(JsonToken.START_OBJECT, "an object");
    }

    @Override
    public void beginArray() {
        require(JsonToken.START_ARRAY, "a list");
    }

    private void require(JsonToken token, String wanted) {
        if (parser.currentToken() != token) {
            throw wrong("is " + kind() + ", not " + wanted);
        }
    }

    @Override
    public String text() {
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

    @Override
    public int integer() {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            return parser.getIntValue();
        } catch (IOException e) {
            throw wrong("is " + ModelCursor.shortened(rawText()) + ", more than 32 bits hold");
        }
    }

    /** A number as a 32-bit float, rounded once. NaN and infinities only where the file writes them as words. */
    private float number() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            throw wrong("is " + kind() + ", not a number");
        }
        String text = rawText();
        char last = text.charAt(text.length() - 1);
        float number = last >= '0' && last <= '9' ? Float.parseFloat(text) : word(text);
        if (Float.isInfinite(number) && last >= '0' && last <= '9') {
            throw wrong("is " + ModelCursor.shortened(text) + ", out of the range of 32-bit floats");
        }
        return number;
    }

    private float word(String text) {
        return switch (text) {
            case "NaN" -> Float.NaN;
            case "Infinity", "INF", "+Infinity", "+INF" -> Float.POSITIVE_INFINITY;
            case "-Infinity", "-INF" -> Float.NEGATIVE_INFINITY;
            default -> throw wrong("is " + ModelCursor.shortened(text) + ", not a number");
        };
    }

    /** A truth value, which XGBoost writes as 0 or 1 and wrote as false or true. */
    private int flag() {
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

    @Override
    public int[] integers() {
        beginArray();
        int count = 0;
        while (nextElement()) {
            count = add(count, integer());
        }
        return Arrays.copyOf(integers, count);
    }

    @Override
    public int[] flags() {
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

    @Override
    public float[] numbers() {
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

    @Override
    public String place() {
        StringBuilder place = new StringBuilder();
        for (JsonStreamContext at = parser.getParsingContext(); at != null && !at.inRoot(); at = at.getParent()) {
            if (at.inArray() && at.hasCurrentIndex()) {
                place.insert(0, "[" + at.getCurrentIndex() + "]");
            } else if (at.inObject() && at.hasCurrentName()) {
                place.insert(0, "." + ModelCursor.shortened(at.getCurrentName()));
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
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + ModelCursor.shortened(rawText());
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
            String reason = ModelCursor.shortened(String.valueOf(broken.getOriginalMessage()));
            return new InvalidModelException("the JSON is broken at " + place() + ": " + reason, e);
        }
        if (e instanceof CharConversionException) {
            return new InvalidModelException("the JSON is broken at " + place() + ": it isn't UTF-8", e);
        }
        return ModelCursor.unreadable(e);
    }

    /** In lists Jackson says so only in words. */
    private static boolean isEndOfInput(IOException e) {
        return e instanceof JsonProcessingException broken
                && String.valueOf(broken.getOriginalMessage()).startsWith("Unexpected end-of-input");
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw ModelCursor.unreadable(e);
        }
    }
}

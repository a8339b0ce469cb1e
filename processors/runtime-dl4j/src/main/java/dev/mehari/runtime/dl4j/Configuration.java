// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * A network's {@code configuration.json}, read and found harmless: no key twice, nothing nested deeper than
 * {@value #MAX_DEPTH}, and no class named but those that {@link KnownClasses} allows. Only such a text is ever given to
 * Deeplearning4j, whose reader makes an object of whatever class {@code "@class"} names.
 *
 * @param text as it stands in the archive
 * @param root the same as maps, lists, texts, booleans, Long, Double and null
 */
record Configuration(String text, Map<String, Object> root) {
    static final int MAX_DEPTH = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(100)
                    .maxStringLength(1 << 16)
                    .build())
            .build();

    static Configuration parse(String text) {
        Object root;
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            root = value(parser);
            if (parser.nextToken() != null) {
                throw new InvalidModelException("configuration.json goes on after its end");
            }
        } catch (JsonProcessingException e) {
            throw new InvalidModelException(
                    "configuration.json is no JSON that can be read: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidModelException("configuration.json can't be read: " + e.getMessage(), e);
        }
        Map<String, Object> object = object(root);
        if (object == null) {
            throw new InvalidModelException("configuration.json is no JSON object");
        }
        Configuration configuration = new Configuration(text, object);
        KnownClasses.check(object);
        Sizes.check(object);
        return configuration;
    }

    /** Whether this is a MultiLayerNetwork (a list of layers); a ComputationGraph if not. */
    boolean isMultiLayer() {
        if (root.get("confs") instanceof List) {
            return true;
        }
        if (root.get("vertices") instanceof Map && root.get("networkInputs") instanceof List) {
            return false;
        }
        throw new InvalidModelException(
                "configuration.json describes neither a MultiLayerNetwork (it has no 'confs') nor"
                        + " a ComputationGraph (it has no 'vertices' with 'networkInputs')");
    }

    @SuppressWarnings("unchecked") // objects are made by this class only
    static @Nullable Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map ? (Map<String, Object>) value : null;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new InvalidModelException("configuration.json is empty");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String key = parser.currentName();
                    parser.nextToken();
                    put(object, key, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    add(list, value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Object whole(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getDoubleValue();
        };
    }

    @SuppressWarnings("NullAway") // JSON has null
    private static void put(Map<String, Object> object, String key, @Nullable Object value) {
        object.put(key, value);
    }

    @SuppressWarnings("NullAway")
    private static void add(List<Object> list, @Nullable Object value) {
        list.add(value);
    }
}

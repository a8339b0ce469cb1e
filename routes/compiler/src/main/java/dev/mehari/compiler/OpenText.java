// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Takes out of a closed text what only models, data files and other graphs tell, see {@link dev.mehari.graph.OpenGraph}: what
 * is left is the open text. It reads the text and the manifest in it, and compiles nothing, so that it shows that a closed
 * text is one of the graph whose open text somebody else made.
 */
public final class OpenText {
    private static final String DECLARATION = "dev.mehari.nodes.Declaration";

    /** Numbers as they are written, whatever makes them. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private OpenText() {}

    /**
     * The open text of a closed one; of an open text that text.
     *
     * @param text a parsed text of {@link Compiler}, of one graph or of several: a list of {@code beans} and {@code route}.
     *     Other entries stay as they are
     * @return the text with JSON in place of texts that hold JSON, objects in no order that matters
     * @throws IllegalArgumentException if the manifest of a declaration is missing or wrong
     */
    public static JsonNode of(JsonNode text) {
        JsonNode opened = parsed(text);
        Map<String, OpenPlaces> graphs = new HashMap<>();
        for (JsonNode entry : opened) {
            JsonNode beans = entry.path("beans");
            for (JsonNode bean : beans) {
                if (bean.path("type").asText().equals(DECLARATION)) {
                    OpenPlaces places = new OpenPlaces(bean.path("properties").path("manifest"));
                    graphs.put(bean.path("name").asText(), places);
                    beans.forEach(places::openBean);
                }
            }
        }
        for (JsonNode entry : opened) {
            OpenPlaces places = graphs.get(entry.path("route").path("id").asText());
            if (places != null) {
                places.openRoute(entry.path("route").path("from"));
            }
        }
        return opened;
    }

    /**
     * Whether two texts, open or closed, are of the same graphs at the same numbers. Digests of revisions don't count: whoever
     * has no models can't know the one of who has them.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static boolean areOfOneGraph(JsonNode one, JsonNode other) {
        return withoutIdentity(of(one)).equals(withoutIdentity(of(other)));
    }

    private static JsonNode withoutIdentity(JsonNode text) {
        for (JsonNode entry : text) {
            for (JsonNode bean : entry.path("beans")) {
                if (bean.path("properties").path("text") instanceof ObjectNode declaration
                        && bean.path("type").asText().equals(DECLARATION)) {
                    declaration.remove("identity");
                }
            }
        }
        return text;
    }

    /** A copy with JSON in place of texts that hold objects, lists or texts in JSON. */
    public static JsonNode parsed(JsonNode text) {
        return copy(text, OpenText::json);
    }

    private static JsonNode json(String text) {
        if (!text.isEmpty() && "{[\"".indexOf(text.charAt(0)) >= 0) {
            try {
                return plain(MAPPER.readTree(text));
            } catch (JsonProcessingException noJson) {
                // a condition in CEL may begin like that too
            }
        }
        return TextNode.valueOf(text);
    }

    /** A copy with one form for each number. */
    static JsonNode plain(JsonNode node) {
        return copy(node, TextNode::valueOf);
    }

    private static JsonNode copy(JsonNode node, Function<String, JsonNode> text) {
        if (node.isObject()) {
            ObjectNode object = MAPPER.createObjectNode();
            node.fields().forEachRemaining(e -> object.set(e.getKey(), copy(e.getValue(), text)));
            return object;
        } else if (node.isArray()) {
            ArrayNode array = MAPPER.createArrayNode();
            node.forEach(item -> array.add(copy(item, text)));
            return array;
        } else if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return MAPPER.getNodeFactory()
                    .numberNode(number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros());
        }
        return node.isTextual() ? text.apply(node.textValue()) : node;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A graph in a file with routes, as its declaration has it, open or closed.
 *
 * @param id the declaration bean's name, {@code credit@7}: the graph's beans begin with it, its route is called so
 * @param name as far as it can be read; else that before the id's @
 * @param revision its number; 0 where it can't be read
 * @param folder where relative model URIs start, in a closed text
 * @param manifest its graph file as JSON; empty where the text has none
 * @param entries its beans and its route
 */
record DeclaredGraph(
        Path file,
        String id,
        String name,
        long revision,
        Optional<String> folder,
        Optional<String> manifest,
        JsonNode entries) {
    private static final String TYPE = "dev.mehari.nodes.Declaration";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** All of a file. */
    static List<DeclaredGraph> all(Path file, JsonNode tree) {
        List<DeclaredGraph> all = new ArrayList<>();
        for (JsonNode entry : tree) {
            for (JsonNode bean : entry.path("beans")) {
                if (bean.path("type").asText().equals(TYPE)) {
                    all.add(of(file, bean, tree));
                }
            }
        }
        return all;
    }

    private static DeclaredGraph of(Path file, JsonNode bean, JsonNode tree) {
        String id = bean.path("name").asText();
        JsonNode properties = bean.path("properties");
        JsonNode text = parsed(properties.path("text").asText());
        String manifest = properties.path("manifest").asText();
        String folder = properties.path("folder").asText();
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : tree) {
            JsonNode own = split(entry, id, true);
            if (!own.isEmpty()) {
                entries.add(own);
            }
        }
        return new DeclaredGraph(
                file,
                id,
                text.path("graph").asText(id.replaceFirst("@.*", "")),
                text.path("revision").canConvertToLong() ? text.path("revision").asLong() : 0,
                Optional.of(folder).filter(f -> !f.isEmpty()),
                Optional.of(manifest).filter(m -> !m.isEmpty()),
                entries);
    }

    private static JsonNode parsed(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /** What is left of an entry that isn't this graph's; an empty object if nothing is. */
    JsonNode without(JsonNode entry) {
        return split(entry, id, false);
    }

    /** The part of an entry that is a graph's, or the other part. */
    private static JsonNode split(JsonNode entry, String id, boolean own) {
        JsonNode nothing = JsonNodeFactory.instance.objectNode();
        if (entry.has("route")) {
            return entry.path("route").path("id").asText().equals(id) == own ? entry : nothing;
        }
        if (!entry.has("beans")) {
            return own ? nothing : entry;
        }
        ArrayNode beans = JsonNodeFactory.instance.arrayNode();
        for (JsonNode bean : entry.path("beans")) {
            String name = bean.path("name").asText();
            if ((name.equals(id) || name.startsWith(id + ".")) == own) {
                beans.add(bean);
            }
        }
        if (beans.isEmpty()) {
            return nothing;
        }
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        part.set("beans", beans);
        return part;
    }
}

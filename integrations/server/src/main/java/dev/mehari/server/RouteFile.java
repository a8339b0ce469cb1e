// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A file with routes: those of graphs, told by their declarations, and others.
 *
 * @param declared the graphs in it
 * @param others the entries that belong to no graph, as Camel YAML; empty if there are none
 * @param failure why it can't be read; empty if it was
 */
record RouteFile(Path file, List<DeclaredGraph> declared, Optional<String> others, Optional<String> failure) {
    /** Of one file. A cluster keeps objects of up to about a megabyte, and several may be mounted as one. */
    static final int MAX_BYTES = 16 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static RouteFile read(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
            return failed(file, "only *.yaml and *.yml are read as routes; take the file out, or write it as YAML");
        }
        try {
            String text = text(file);
            return of(file, text, tree(text));
        } catch (CharacterCodingException e) {
            return failed(file, "the file isn't UTF-8; save it as UTF-8");
        } catch (IOException | IllegalArgumentException e) {
            return failed(file, String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            return failed(file, "lists and objects are nested too deep in the file");
        } catch (YamlEngineException e) {
            return failed(file, "the file isn't YAML: " + first(String.valueOf(e.getMessage())));
        }
    }

    private static String first(String text) {
        return text.lines()
                .limit(3)
                .map(String::strip)
                .reduce((a, b) -> a + " " + b)
                .orElse(text);
    }

    private static RouteFile failed(Path file, String why) {
        return new RouteFile(file, List.of(), Optional.empty(), Optional.of(why));
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the file is larger than " + (MAX_BYTES >> 20) + " MiB; split it into several");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** A text of YAML as a tree. @throws YamlEngineException if it is none */
    static JsonNode tree(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_BYTES)
                .build();
        Object plain = new Load(settings).loadFromString(text);
        return plain == null ? JsonNodeFactory.instance.arrayNode() : MAPPER.valueToTree(plain);
    }

    private static RouteFile of(Path file, String text, JsonNode tree) {
        if (!tree.isArray()) {
            throw new IllegalArgumentException(
                    tree.path("kind").asText().equals("InferenceGraph")
                            ? "the file is a graph file, and what is mounted are its routes: take those of 'mehari export"
                                    + " --open'"
                            : "the file is no list of routes; write - route: …");
        }
        List<DeclaredGraph> declared = DeclaredGraph.all(file, tree);
        if (declared.isEmpty()) {
            return new RouteFile(
                    file, declared, tree.isEmpty() ? Optional.empty() : Optional.of(text), Optional.empty());
        }
        ArrayNode others = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : tree) {
            JsonNode rest = entry;
            for (DeclaredGraph graph : declared) {
                rest = graph.without(rest);
            }
            if (!rest.isEmpty()) {
                others.add(rest);
            }
        }
        // JSON is YAML
        return new RouteFile(
                file, declared, others.isEmpty() ? Optional.empty() : Optional.of(others.toString()), Optional.empty());
    }

    /** All entries of some graphs, in the order of the file. */
    static List<DeclaredGraph> declared(List<RouteFile> files) {
        List<DeclaredGraph> all = new ArrayList<>();
        files.forEach(file -> all.addAll(file.declared()));
        return all;
    }
}

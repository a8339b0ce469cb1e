// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.compiler.Compiler;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.Reading;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The files of an Integration's pod, as Camel K mounts them. */
final class Pod {
    private final Path folder;
    private final Path sources;

    private Pod(Path folder) throws IOException {
        this.folder = folder;
        this.sources = Files.createDirectories(folder.resolve("etc/camel/sources"));
        Files.createDirectories(folder.resolve("etc/camel/conf.d"));
        Files.writeString(folder.resolve("etc/camel/application.properties"), """
                camel.k.logging.color = true
                camel.k.logging.json = false
                camel.k.logging.level = INFO
                camel.main.routes-include-pattern = file:%s/**
                camel.main.source-location-enabled = true
                quarkus.console.color = ${camel.k.logging.color}
                quarkus.log.console.json = ${camel.k.logging.json}
                quarkus.log.level = ${camel.k.logging.level}
                """.formatted(sources));
        settings("camel.management.port=9876");
    }

    static Pod in(Path folder) throws IOException {
        return new Pod(folder);
    }

    /** The user's properties. */
    Pod settings(String... lines) throws IOException {
        Files.write(folder.resolve("etc/camel/conf.d/user.properties"), List.of(lines));
        return this;
    }

    /** The open routes of a graph file, with sorted keys as they come out of a cluster. */
    Pod graph(String yaml, long revision, Map<String, Long> others) throws IOException {
        Reading reading = GraphFiles.read("graph.yaml", yaml, folder);
        InferenceGraph graph = reading.graph().orElseThrow(() -> new AssertionError(reading.findings()));
        String text =
                Compiler.compileOpen(graph, revision, "0".repeat(64), others).text();
        return source(graph.name() + ".yaml", sorted(text));
    }

    Pod source(String name, String text) throws IOException {
        Files.writeString(sources.resolve(name), text);
        return this;
    }

    private static String sorted(String text) throws IOException {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        // JSON is YAML
        return JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(sorted(new Load(settings).loadFromString(text)));
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(String.valueOf(key), sorted(each)));
            return sorted;
        }
        return value instanceof List<?> list ? list.stream().map(Pod::sorted).toList() : value;
    }

    Mehari start() throws Exception {
        return start(Map.of());
    }

    /** With more variables than Camel K sets. */
    Mehari start(Map<String, String> more) throws Exception {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "CAMEL_K_CONF",
                        folder.resolve("etc/camel/application.properties").toString(),
                "CAMEL_K_CONF_D", folder.resolve("etc/camel/conf.d").toString(),
                "CAMEL_K_INTEGRATION", "credit-r7",
                "MEHARI_HOME", folder.resolve("cache").toString(),
                "MEHARI_MODELS_OUTSIDE_ALLOWED", "true"));
        environment.putAll(more);
        return Mehari.integration(folder, environment);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.mehari.compiler.CompiledGraph;
import dev.mehari.compiler.Compiler;
import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.GraphIdentity;
import dev.mehari.graph.Surroundings;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * What {@code mehari export} prints for a graph file.
 *
 * @param id {@code credit@1}
 * @param text Camel YAML
 */
record Export(String id, String text) {
    static Export of(Path file) {
        Path cache = Path.of(System.getProperty("java.io.tmpdir")); // nothing is fetched
        Checked checked =
                GraphFiles.check(file, Surroundings.of(ModelStore.installed(cache, false), ModelRuntimes.installed()));
        CheckedGraph graph =
                checked.graph().orElseThrow(() -> new AssertionError(file + " isn't right: " + checked.findings()));
        CompiledGraph compiled = Compiler.compile(
                graph,
                1,
                GraphIdentity.of(graph),
                graph.graph().source().folder().toAbsolutePath().toString());
        return new Export(compiled.id(), compiled.text());
    }

    /** The text as YAML says it: lists, maps, texts, numbers, booleans. */
    Object tree() {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        return new Load(settings).loadFromString(text);
    }

    /** The names of all steps, blocks included, in their order. */
    List<String> steps() {
        List<String> steps = new ArrayList<>();
        collect(tree(), steps);
        return steps;
    }

    private static void collect(Object tree, List<String> steps) {
        if (tree instanceof List<?> list) {
            list.forEach(element -> collect(element, steps));
        } else if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("steps")) {
                    ((List<?>) value)
                            .forEach(step -> ((Map<?, ?>) step).keySet().forEach(k -> steps.add("" + k)));
                }
                collect(value, steps);
            });
        }
    }

    /** Writes the text where Camel finds it. */
    Path writeTo(Path folder) {
        try {
            return Files.writeString(folder.resolve("exported.camel.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

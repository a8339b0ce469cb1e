// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.compiler.Compiler;
import dev.mehari.compiler.OpenText;
import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.GraphIdentity;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.Manifest;
import dev.mehari.graph.Surroundings;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

import static org.assertj.core.api.Assertions.assertThat;

/** The text that a file alone gives is the whole text without what only models tell, for random graphs of all steps. */
class OpenTextProperties {
    private static Path folder;

    @BeforeContainer
    static void makeModels() throws Exception {
        folder = Files.createTempDirectory("open");
        for (String model : RandomGraph.MODELS) {
            toy(model, "2");
        }
        toy(RandomGraph.JOIN, "-1");
        toy(RandomGraph.BROKEN, "2");
    }

    private static void toy(String name, String columns) throws Exception {
        Files.writeString(
                folder.resolve(name + ".toy.json"),
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1," + columns + "]}],"
                        + "\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[1],\"bias\":0}]}");
    }

    private static CheckedGraph check(String yaml, Path where) {
        ModelStore store = ModelStore.installed(folder.resolve("cache"), false);
        Checked checked =
                GraphFiles.check("test.graph.yaml", yaml, where, Surroundings.of(store, ModelRuntimes.installed()));
        return checked.graph().orElseThrow(() -> new AssertionError(checked.findings() + "\n" + yaml));
    }

    private static InferenceGraph read(String yaml) {
        return GraphFiles.read("test.graph.yaml", yaml, folder).graph().orElseThrow();
    }

    static JsonNode tree(String text) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        return JsonMapper.builder().build().valueToTree(new Load(settings).loadFromString(text));
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void theOpenTextIsTheClosedOneWithoutWhatModelsTell(
            @ForAll long seed, @ForAll @IntRange(max = 4) int depth, @ForAll @IntRange(max = 2) int children)
            throws Exception {
        List<String> names = new ArrayList<>();
        Map<String, Long> revisions = new HashMap<>();
        for (int i = 0; i < children; i++) {
            String name = "child" + i;
            String yaml = RandomGraph.yaml(name, seed + i + 1, depth / 2, names, List.of());
            Files.writeString(folder.resolve(name + ".graph.yaml"), yaml);
            names.add(name);
            revisions.put(name, 10L + i);
        }
        String yaml = RandomGraph.yaml("random", seed, depth, names, List.of("grpc://models:9000/m0"));

        String open = Compiler.compileOpen(read(yaml), 3, "0", revisions).text();
        CheckedGraph graph = check(yaml, folder);
        String closed = Compiler.compile(graph, 3, "0", "here", revisions).text();

        assertThat(OpenText.of(tree(closed))).isEqualTo(OpenText.of(tree(open)));
        assertThat(OpenText.of(tree(open))).isEqualTo(OpenText.parsed(tree(open)));
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void theManifestIsTheSameGraph(@ForAll long seed, @ForAll @IntRange(max = 4) int depth) {
        String yaml = RandomGraph.yaml("random", seed, depth, List.of(), List.of());
        String manifest = Manifest.of(read(yaml)).toString();

        assertThat(GraphIdentity.of(check(manifest, folder))).isEqualTo(GraphIdentity.of(check(yaml, folder)));
        assertThat(Manifest.of(read(manifest)).toString()).isEqualTo(manifest);
    }
}

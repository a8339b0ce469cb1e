// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.mehari.compiler.Compiler;
import dev.mehari.graph.Checked;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.Surroundings;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.ProcessorPlugin;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** A graph of toy models served in a CamelContext of its own, with our processors or with Camel's. */
final class ToyGraph implements AutoCloseable {
    private final Path folder;
    private final CamelContext context;
    private final Engine engine;

    private ToyGraph(Path folder, CamelContext context, RevisionNumbers numbers, RevisionRules rules) {
        this.folder = folder;
        this.context = context;
        this.engine = new Engine(context, numbers, rules, InstantSource.system());
    }

    static ToyGraph in(Path folder, boolean ownProcessors) throws Exception {
        return in(folder, ownProcessors, RevisionNumbers.inMemory(), RevisionRules.DEFAULT);
    }

    static ToyGraph in(Path folder, boolean ownProcessors, RevisionNumbers numbers, RevisionRules rules)
            throws Exception {
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(1); // a toy may sleep longer than its test
        context.getPropertiesComponent().addInitialProperty(ProcessorPlugin.ENABLED, String.valueOf(ownProcessors));
        context.build();
        context.start();
        return new ToyGraph(folder, context, numbers, rules);
    }

    ToyGraph model(String name, String json) throws IOException {
        Files.writeString(folder.resolve(name + ".toy.json"), json);
        return this;
    }

    CamelContext context() {
        return context;
    }

    Engine engine() {
        return engine;
    }

    CheckedGraph check(String yaml) {
        ModelStore store = ModelStore.installed(folder.resolve("cache"), false);
        Checked checked =
                GraphFiles.check("test.graph.yaml", yaml, folder, Surroundings.of(store, ModelRuntimes.installed()));
        return checked.graph().orElseThrow(() -> new InvalidGraphException(checked.findings()));
    }

    ToyGraph serve(String yaml) throws Exception {
        engine.deploy(check(yaml));
        engine.ready();
        return this;
    }

    /** Serves a graph that no file was checked for, as revision 1, and before it those that it uses. */
    ToyGraph serve(CheckedGraph graph) throws Exception {
        Map<String, Long> children = new HashMap<>();
        graph.children().keySet().forEach(child -> children.put(child, 1L));
        StringBuilder text = new StringBuilder();
        for (CheckedGraph child : graph.children().values()) {
            text.append(
                    Compiler.compile(child, 1, "0", folder.toString(), children).text());
        }
        text.append(Compiler.compile(graph, 1, "0", folder.toString(), children).text());
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString(graph.name() + ".camel.yaml", text.toString()));
        GraphEntry entry = GraphEntries.of(context).find(graph.name());
        assert entry != null;
        Warmup.run(entry.loaded(1));
        return this;
    }

    /** Serves graphs that may use each other, those used before those that use them. */
    ToyGraph serve(List<String> yamls) throws Exception {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < yamls.size(); i++) {
            files.add(Files.writeString(folder.resolve("test-" + i + ".graph.yaml"), yamls.get(i)));
        }
        ModelStore store = ModelStore.installed(folder.resolve("cache"), false);
        for (Checked checked : GraphFiles.checkAll(files, Surroundings.of(store, ModelRuntimes.installed()))
                .values()) {
            engine.deploy(checked.graph().orElseThrow(() -> new InvalidGraphException(checked.findings())));
        }
        engine.ready();
        return this;
    }

    Prediction ask(String graph, NamedTensors inputs) {
        return ask(graph, Request.of("test", inputs));
    }

    /** The answer; what the request failed with is thrown. */
    Prediction ask(String graph, Request request) {
        return ask(graph, null, request);
    }

    /** The same of one revision. */
    Prediction ask(String graph, @Nullable String version, Request request) {
        CompletableFuture<Prediction> answer = new CompletableFuture<>();
        ServedGraph served = engine.find(graph);
        assert served != null;
        served.infer(version, request, new ServedGraph.Answer() {
            @Override
            public void succeeded(Prediction prediction) {
                answer.complete(prediction);
            }

            @Override
            public void failed(Throwable error) {
                answer.completeExceptionally(error);
            }
        });
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    static double[] doubles(Prediction prediction, String output) {
        Tensor tensor = prediction.outputs().get(output);
        assert tensor != null : prediction.outputs();
        return tensor.toDoubles();
    }

    static List<String> texts(Prediction prediction, String output) {
        Tensor tensor = prediction.outputs().get(output);
        assert tensor != null : prediction.outputs();
        return java.util.stream.IntStream.range(0, tensor.size())
                .mapToObj(tensor::textAt)
                .toList();
    }

    @Override
    public void close() {
        engine.close();
        context.stop();
    }
}

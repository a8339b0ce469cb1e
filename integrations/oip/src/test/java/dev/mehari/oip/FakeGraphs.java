// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import dev.mehari.engine.GraphMetadata;
import dev.mehari.engine.Graphs;
import dev.mehari.engine.ServedGraph;
import dev.mehari.model.ModelCard;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.nodes.Trace;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Graphs without an engine: each answers as its function says. */
public final class FakeGraphs implements Graphs {
    public static final String IDENTITY = "9f0c".repeat(16);

    private final Map<String, ServedGraph> graphs = new TreeMap<>();
    public volatile boolean ready = true;

    /** Has the graph {@code echo}, whose outputs are its inputs. */
    public FakeGraphs() {
        add("echo", (request, answer) -> answer.succeeded(echo(request)));
    }

    public static Prediction echo(Request request) {
        NamedTensors outputs = request.inputs();
        if (!request.outputs().isEmpty()) {
            List<Tensor> wanted = new ArrayList<>();
            for (String name : request.outputs()) {
                Tensor tensor = outputs.get(name);
                if (tensor == null) {
                    throw InferenceException.invalid("there is no output '" + name + "'");
                }
                wanted.add(tensor);
            }
            outputs = NamedTensors.of(request.outputs(), wanted);
        }
        return new Prediction(request.id(), "echo", 3, outputs, "");
    }

    public FakeGraphs add(String name, BiConsumer<Request, ServedGraph.Answer> behaviour) {
        graphs.put(name, new FakeGraph(name, behaviour));
        return this;
    }

    public FakeGraphs addFailing(String name, Throwable failure) {
        return add(name, (request, answer) -> answer.failed(failure));
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public @Nullable ServedGraph find(String name) {
        return graphs.get(name);
    }

    @Override
    public Collection<ServedGraph> all() {
        return graphs.values();
    }

    private final class FakeGraph implements ServedGraph {
        private final String name;
        private final BiConsumer<Request, Answer> behaviour;

        FakeGraph(String name, BiConsumer<Request, Answer> behaviour) {
            this.name = name;
            this.behaviour = behaviour;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<String> versions() {
            return List.of("2", "3");
        }

        @Override
        public boolean isReady(@Nullable String version) {
            return ready && (version == null || version.equals("3"));
        }

        @Override
        public GraphMetadata metadata(@Nullable String version) {
            requireVersion(version);
            return new GraphMetadata(
                    name,
                    3,
                    IDENTITY,
                    List.of(
                            new GraphMetadata.Input(
                                    "applicant",
                                    new TensorType(
                                            Datatype.FP32,
                                            Shape.of(-1, 2),
                                            List.of(
                                                    new Feature("checking", List.of("none", "low")),
                                                    Feature.number("months"))),
                                    false),
                            new GraphMetadata.Input("note", new TensorType(Datatype.BYTES, Shape.of(-1)), true)),
                    List.of(
                            new GraphMetadata.Output("p", new TensorType(Datatype.FP32, Shape.of(-1))),
                            new GraphMetadata.Output("later", new TensorType(Datatype.INT64, null))),
                    Map.of(
                            "trees",
                            new GraphMetadata.ModelMetadata(
                                    "xgboost",
                                    "ab".repeat(32),
                                    new ModelCard(
                                            "7",
                                            Map.of("metrics", Map.of("auc", 0.79), "tags", List.of("a", 1L, true))))));
        }

        private void requireVersion(@Nullable String version) {
            if (version != null && !versions().contains(version)) {
                throw InferenceException.of(
                        InferenceException.Kind.NOT_FOUND, "graph '" + name + "' has no version '" + version + "'");
            }
        }

        @Override
        public void infer(@Nullable String version, Request request, @Nullable Trace trace, Answer answer) {
            try {
                requireVersion(version);
                behaviour.accept(request, answer);
            } catch (InferenceException e) {
                answer.failed(e);
            }
        }
    }
}

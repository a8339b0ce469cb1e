// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

/** The sample {@code iris} under any name: one small model, up as soon as any. */
record Iris(Space space, Graph graph) {
    static final String DIGEST = "e315e21c6574b3b626783d264884ed5f825cc7b5df3d2b524a3374bfa9438d4f";

    /** Small, so that many tests' pods fit on a node of two CPUs. */
    static final String PODS = "{\"resources\": {\"requests\": {\"cpu\": \"50m\", \"memory\": \"256Mi\"}}}";

    private static final Path SAMPLE = Sources.sample("iris");

    /** Applies it with its model. */
    static Iris apply(Space space, String name) {
        return apply(space, name, spec -> {});
    }

    /** Applies it with its model and with changes to its spec. */
    static Iris apply(Space space, String name, Consumer<ObjectNode> change) {
        space.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(space.name())
                        .withName("iris-models")
                        .endMetadata()
                        .addToBinaryData("iris.onnx", Base64.getEncoder().encodeToString(model()))
                        .build())
                .serverSideApply();
        space.apply(text(name, change));
        return new Iris(space, space.graph(name));
    }

    static byte[] model() {
        try {
            return Files.readAllBytes(SAMPLE.resolve("iris.onnx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The graph as JSON, which is YAML. */
    static String text(String name, Consumer<ObjectNode> change) {
        try {
            JsonNode graph = Serialization.yamlMapper()
                    .readTree(SAMPLE.resolve("iris.graph.yaml").toFile());
            ((ObjectNode) graph.path("metadata")).put("name", name);
            ObjectNode spec = (ObjectNode) graph.path("spec");
            spec.put("modelRoot", "configmap://iris-models");
            spec.putObject("warmup").put("limit", "2s");
            spec.set("pods", Serialization.jsonMapper().readTree(PODS));
            change.accept(spec);
            return Serialization.jsonMapper().writeValueAsString(graph);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String request() {
        return Sources.text(SAMPLE.resolve("request.json"));
    }

    String path() {
        return "/v2/models/" + graph.name() + "/infer";
    }

    /** It answers, by this revision: as soon as the node has heard of a switch that the API server has. */
    void assertAnswers(long revision) {
        space.await(Duration.ofSeconds(20), "an answer of revision " + revision, () -> {
            Space.Answer answer = space.post(graph.name(), path(), request());
            return answer.status() == 200
                    && answer.json().path("model_version").asText().equals(Long.toString(revision));
        });
    }

    /** Makes a new revision of it that answers the same. */
    void change(String version) {
        graph.patch("{\"spec\": {\"models\": {\"iris\": {\"version\": \"" + version + "\"}}}}");
    }

    /** Constant requests to it from another pod. */
    Load load(int perSecond) {
        return Load.start(
                space,
                "load",
                "http://" + graph.name() + "." + space.name() + ".svc.cluster.local" + path(),
                request().getBytes(StandardCharsets.UTF_8),
                perSecond,
                true);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values of a graph file to records. Reports what isn't of the right form; what names mean is for the checks. */
final class GraphReader {
    static final String API_VERSION = "mehari.dev/v1alpha1";
    static final String KIND = "InferenceGraph";

    /** What a cluster adds to an object that it keeps: accepted, so that its answer can be served as it is. */
    static final Set<String> CLUSTERS_OWN = Set.of(
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "managedFields",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid");

    /** Keys of the spec that a later version reads. */
    private static final Set<String> LATER = Set.of(
            "audit",
            "canary",
            "drift",
            "experiment",
            "explain",
            "explainer",
            "federated",
            "feedback",
            "monitoring",
            "security",
            "traffic");

    private final Findings findings;
    private final Set<String> broken = new HashSet<>();

    private GraphReader(Findings findings) {
        this.findings = findings;
    }

    /** Empty only where nothing can be said of the file but what the findings say. */
    static Optional<Draft> read(Value root, String file, String text, Path folder, Findings findings) {
        return new GraphReader(findings).graph(root, new GraphSource(file, text, folder, root));
    }

    private Optional<Draft> graph(Value root, GraphSource source) {
        Optional<Fields> read = Fields.of(
                root, List.of("apiVersion", "kind", "metadata", "spec"), Set.of(), ignoring(root, "status"), findings);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        expect(fields, "apiVersion", API_VERSION, source);
        expect(fields, "kind", KIND, source);
        String name = fields.require("metadata").flatMap(this::name).orElse("");
        Optional<GraphSpec> spec = fields.require("spec").flatMap(this::spec);
        return spec.map(s -> new Draft(new InferenceGraph(name, s, source), broken));
    }

    private static Set<String> ignoring(Value value, String... keys) {
        return value instanceof Value.Mapping ? Set.of(keys) : Set.of();
    }

    private void expect(Fields fields, String key, String wanted, GraphSource source) {
        if (!fields.has(key)) {
            fields.missing(key, "Write " + key + ": " + wanted + ".", source.insert("", key + ": " + wanted));
            return;
        }
        Optional<String> given = fields.requireText(key);
        if (given.isPresent() && !given.get().equals(wanted)) {
            Value.Scalar scalar = (Value.Scalar) fields.find(key).orElseThrow();
            findings.add(
                    scalar.place(),
                    Severity.ERROR,
                    "is '" + given.get() + "', a graph file has '" + wanted + "'",
                    "Write " + key + ": " + wanted + ".",
                    scalar.patch(wanted));
        }
    }

    private Optional<String> name(Value metadata) {
        Optional<Fields> read = Fields.of(
                metadata,
                List.of("name", "namespace", "labels", "annotations"),
                Set.of(),
                ignoring(metadata, CLUSTERS_OWN.toArray(String[]::new)),
                findings);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        fields.text("namespace");
        fields.anyTexts("labels");
        fields.anyTexts("annotations");
        return fields.requireText("name");
    }

    private Optional<GraphSpec> spec(Value value) {
        Optional<Fields> read =
                Fields.of(value, Keys.names(GraphSpec.class), LATER, ClusterReader.elsewhere(), findings);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        boolean batch = fields.bool("batch", true);
        StepReader steps = new StepReader(findings, broken);
        InputReader inputs = new InputReader(findings, broken);
        return Optional.of(new GraphSpec(
                fields.text("description", ""),
                batch,
                inputs.inputs(fields.requireList("inputs")),
                models(fields),
                fields.text("modelRoot"),
                steps.steps(fields.requireList("steps")),
                outputs(fields.requireList("outputs")),
                taps(fields.list("taps")),
                fields.find("warmup").map(this::warmup).orElse(WarmupSpec.DEFAULT),
                fields.find("limits").map(this::limits).orElse(LimitSpec.NONE),
                new ClusterReader(findings).read(fields)));
    }

    private Map<String, ModelSpec> models(Fields fields) {
        Map<String, ModelSpec> models = new LinkedHashMap<>();
        fields.entries("models").forEach((key, value) -> models.put(key, model(value)));
        return models;
    }

    private ModelSpec model(Value value) {
        Optional<Fields> read = Fields.of(value, ModelSpec.class, findings);
        if (read.isEmpty()) {
            broken.add(value.path());
            return new ModelSpec(Optional.empty(), "", "", Optional.empty(), Map.of(), "");
        }
        Fields fields = read.get();
        Map<String, Object> card = Map.of();
        Optional<Value> given = fields.find("card");
        if (given.isPresent() && given.get() instanceof Value.Mapping mapping) {
            card = Json.object(mapping, findings);
        } else {
            fields.entries("card");
        }
        ModelSpec model = new ModelSpec(
                fields.text("runtime"),
                fields.requireText("uri").orElse(""),
                fields.text("version", ""),
                fields.text("sha256"),
                card,
                fields.text("description", ""));
        if (fields.failed()) {
            broken.add(value.path());
        }
        return model;
    }

    private List<OutputSpec> outputs(List<Value> values) {
        List<OutputSpec> outputs = new ArrayList<>();
        for (Value value : values) {
            Optional<Fields> read = Fields.of(value, OutputSpec.class, findings);
            Optional<String> name = read.flatMap(f -> f.requireText("name"));
            Optional<String> from = read.flatMap(f -> f.requireText("from"));
            String description = read.map(f -> f.text("description", "")).orElse("");
            if (name.isEmpty() || from.isEmpty()) {
                broken.add(value.path());
            }
            outputs.add(new OutputSpec(name.orElse(""), from.orElse(""), description));
        }
        return outputs;
    }

    private List<TapTarget> taps(List<Value> values) {
        List<TapTarget> taps = new ArrayList<>();
        for (Value value : values) {
            if (value instanceof Value.Scalar) {
                Scalars.text(value, findings)
                        .map(name -> new TapTarget(name, false))
                        .ifPresent(taps::add);
            } else {
                Fields.of(value, TapTarget.class, findings)
                        .flatMap(f -> f.requireText("to"))
                        .map(to -> new TapTarget(to, true))
                        .ifPresent(taps::add);
            }
        }
        return taps;
    }

    private WarmupSpec warmup(Value value) {
        Optional<Fields> read = Fields.of(value, WarmupSpec.class, findings);
        if (read.isEmpty()) {
            return WarmupSpec.DEFAULT;
        }
        Fields fields = read.get();
        List<Map<String, Object>> requests = new ArrayList<>();
        for (Value request : fields.list("requests")) {
            if (request instanceof Value.Mapping mapping) {
                requests.add(Json.object(mapping, findings));
            } else {
                findings.error(
                        request.place(),
                        "is " + request.kind() + ", an object is wanted",
                        "Write the inputs of a request by their names: {x: [[1, 2]]}.");
            }
        }
        return new WarmupSpec(requests, fields.duration("limit").orElse(WarmupSpec.DEFAULT.limit()));
    }

    private LimitSpec limits(Value value) {
        return Fields.of(value, LimitSpec.class, findings)
                .map(fields -> new LimitSpec(
                        fields.count("rows"),
                        fields.count("bodyBytes"),
                        fields.count("inFlight"),
                        fields.duration("timeout")))
                .orElse(LimitSpec.NONE);
    }
}

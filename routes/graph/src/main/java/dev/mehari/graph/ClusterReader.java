// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads and checks the keys of {@code spec} that only a cluster looks at. */
final class ClusterReader {
    static final List<String> METRIC_TYPES = List.of("AverageValue", "Value", "Utilization");
    static final List<String> OPERATORS = List.of("Equal", "Exists");
    static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    /** Less memory than this is a unit forgotten or misspelled. */
    private static final BigDecimal LEAST_MEMORY = BigDecimal.valueOf(1 << 20);

    /** What Kubernetes has in other places than the graph file: key of the spec → where it goes. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("resources", "pods: {resources: …}"),
            Map.entry("nodeSelector", "pods: {nodeSelector: …}"),
            Map.entry("tolerations", "pods: {tolerations: …}"),
            Map.entry("credentials", "pods: {credentials: …}"),
            Map.entry("blueGreen", "rollout: {blueGreen: …}"),
            Map.entry("strategy", "rollout: {blueGreen: …}"),
            Map.entry("minReplicas", "autoscaling: {min: …}"),
            Map.entry("maxReplicas", "autoscaling: {max: …}"),
            Map.entry("triggers", "autoscaling: {triggers: …}"),
            Map.entry("gateway", "expose: {gateway: …}"),
            Map.entry("hostnames", "expose: {hostnames: …}"));

    private final Findings findings;

    ClusterReader(Findings findings) {
        this.findings = findings;
    }

    /** Keys that a spec hasn't, but one of the objects read here. */
    static Set<String> elsewhere() {
        return ELSEWHERE.keySet();
    }

    ClusterSpec read(Fields spec) {
        ELSEWHERE.forEach((key, where) -> spec.key(key)
                .ifPresent(place ->
                        findings.error(place, "'" + key + "' doesn't stand in spec itself", "Write " + where + ".")));
        return new ClusterSpec(
                spec.whole("replicas", 0, ClusterSpec.MAX_REPLICAS).orElse(1),
                spec.find("rollout").map(this::rollout).orElse(RolloutSpec.DEFAULT),
                spec.find("autoscaling").flatMap(this::autoscaling),
                spec.find("pods").map(this::pods).orElse(PodsSpec.NONE),
                spec.find("expose").flatMap(this::expose));
    }

    private RolloutSpec rollout(Value value) {
        Optional<Fields> read =
                Fields.of(value, Keys.names(RolloutSpec.class), Set.of("canary", "experiment"), Set.of(), findings);
        if (read.isEmpty()) {
            return RolloutSpec.DEFAULT;
        }
        Optional<Value> blueGreen = read.get().find("blueGreen");
        if (value instanceof Value.Mapping mapping && mapping.entries().isEmpty()) {
            findings.error(
                    value.place(),
                    "says no kind of rollout, exactly one is wanted",
                    "Write {blueGreen: {}}, or nothing.");
        }
        return blueGreen.map(v -> new RolloutSpec(blueGreen(v))).orElse(RolloutSpec.DEFAULT);
    }

    private BlueGreenSpec blueGreen(Value value) {
        BlueGreenSpec otherwise = BlueGreenSpec.DEFAULT;
        Optional<Fields> read = Fields.of(value, BlueGreenSpec.class, findings);
        if (read.isEmpty()) {
            return otherwise;
        }
        Fields fields = read.get();
        Duration deadline = fields.duration("progressDeadline").orElse(otherwise.progressDeadline());
        if (deadline.compareTo(Duration.ofSeconds(1)) < 0) {
            findings.error(
                    Fields.at(fields, "progressDeadline"),
                    "is less than a second, and no pod is ready in that",
                    "Write 10m, or leave it out.");
        }
        return new BlueGreenSpec(
                fields.bool("autoPromote", otherwise.autoPromote()),
                fields.duration("soak").orElse(otherwise.soak()),
                deadline,
                fields.whole("history", 1, BlueGreenSpec.MAX_HISTORY).orElse(otherwise.history()));
    }

    private Optional<AutoscalingSpec> autoscaling(Value value) {
        Optional<Fields> read = Fields.of(value, AutoscalingSpec.class, findings);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        Optional<Integer> cpu = fields.whole("cpu", 1, AutoscalingSpec.MAX_CPU);
        List<TriggerSpec> triggers = read(fields.list("triggers"), this::trigger);
        Optional<Integer> min = fields.whole("min", 0, ClusterSpec.MAX_REPLICAS);
        fields.require("max");
        Optional<Integer> max = fields.whole("max", 1, ClusterSpec.MAX_REPLICAS);
        boolean triggered = fields.find("triggers")
                .filter(t ->
                        !(t instanceof Value.Sequence list) || !list.items().isEmpty())
                .isPresent();
        if (!fields.has("cpu") && !triggered) {
            findings.error(value.place(), "says no measure to scale by", "Add cpu: 70, or triggers of KEDA.");
        } else if (min.isPresent() && min.get() == 0 && !triggered) {
            findings.error(
                    Fields.at(fields, "min"),
                    "is 0, and without pods there is no CPU to measure that would bring one back",
                    "Write 1, or add triggers of KEDA.");
        }
        if (max.isPresent() && min.orElse(1) > max.get()) {
            findings.error(
                    Fields.at(fields, fields.has("min") ? "min" : "max"),
                    "min is " + min.orElse(1) + ", more than max, " + max.get(),
                    "Lower min or raise max.");
        }
        return Optional.of(new AutoscalingSpec(min.orElse(1), max.orElse(1), cpu, triggers));
    }

    private Optional<TriggerSpec> trigger(Value value) {
        Optional<Fields> read = Fields.of(value, TriggerSpec.class, findings);
        return read.flatMap(fields -> {
            Map<String, String> metadata = fields.texts("metadata");
            Optional<String> metricType = word(fields, "metricType", METRIC_TYPES);
            Optional<String> authentication = name(fields, "authentication", ClusterNames.OBJECT);
            return fields.requireText("type").map(type -> new TriggerSpec(type, metadata, metricType, authentication));
        });
    }

    private PodsSpec pods(Value value) {
        Optional<Fields> read = Fields.of(value, PodsSpec.class, findings);
        if (read.isEmpty()) {
            return PodsSpec.NONE;
        }
        Fields fields = read.get();
        return new PodsSpec(
                fields.find("resources").map(this::resources).orElse(ResourcesSpec.NONE),
                name(fields, "credentials", ClusterNames.OBJECT),
                labels(fields, "nodeSelector"),
                read(fields.list("tolerations"), this::toleration));
    }

    private ResourcesSpec resources(Value value) {
        Optional<Fields> read = Fields.of(value, ResourcesSpec.class, findings);
        if (read.isEmpty()) {
            return ResourcesSpec.NONE;
        }
        QuantitiesSpec requests =
                read.get().find("requests").map(this::quantities).orElse(QuantitiesSpec.NONE);
        QuantitiesSpec limits = read.get().find("limits").map(this::quantities).orElse(QuantitiesSpec.NONE);
        within(read.get(), "cpu", requests.cpu(), limits.cpu());
        within(read.get(), "memory", requests.memory(), limits.memory());
        return new ResourcesSpec(requests, limits);
    }

    private void within(Fields fields, String key, Optional<String> request, Optional<String> limit) {
        Optional<BigDecimal> wanted = request.flatMap(Quantities::amount);
        Optional<BigDecimal> most = limit.flatMap(Quantities::amount);
        if (wanted.isPresent() && most.isPresent() && wanted.get().compareTo(most.get()) > 0) {
            Place place = fields.find("requests")
                    .filter(v -> v instanceof Value.Mapping)
                    .flatMap(v ->
                            Optional.ofNullable(((Value.Mapping) v).entries().get(key)))
                    .map(entry -> entry.value().place())
                    .orElse(fields.place());
            findings.error(
                    place,
                    request.orElseThrow() + " is more than the limit, " + limit.orElseThrow(),
                    "Lower the request or raise the limit.");
        }
    }

    private QuantitiesSpec quantities(Value value) {
        return Fields.of(value, QuantitiesSpec.class, findings)
                .map(fields -> new QuantitiesSpec(
                        fields.find("cpu").flatMap(this::cpu),
                        fields.find("memory").flatMap(this::memory)))
                .orElse(QuantitiesSpec.NONE);
    }

    private Optional<String> cpu(Value value) {
        Optional<String> text = amount(value);
        Optional<BigDecimal> amount = text.flatMap(Quantities::amount);
        if (text.isPresent() && amount.isEmpty()) {
            findings.error(value.place(), notAnAmount(text.get()), "Write cores: 2, or 500m for half of one.");
            return Optional.empty();
        }
        if (amount.isPresent() && amount.get().signum() == 0) {
            findings.error(value.place(), "is nothing, and a pod needs something", "Write 500m, or leave it out.");
            return Optional.empty();
        }
        return text;
    }

    private Optional<String> memory(Value value) {
        Optional<String> text = amount(value);
        Optional<BigDecimal> amount = text.flatMap(Quantities::amount);
        if (text.isPresent() && (amount.isEmpty() || amount.get().compareTo(LEAST_MEMORY) < 0)) {
            String message = amount.isEmpty()
                    ? notAnAmount(text.get())
                    : "is " + text.get() + ", and that is "
                            + amount.get().stripTrailingZeros().toPlainString() + " bytes";
            Optional<String> meant = Quantities.meantMemory(text.get());
            findings.error(
                    value.place(),
                    message,
                    meant.map(m -> "Did you mean '" + m + "'?").orElse("Write bytes with their unit: 512Mi, 2Gi."),
                    meant.flatMap(m -> ((Value.Scalar) value).patch(m)));
            return Optional.empty();
        }
        return text;
    }

    private static String notAnAmount(String text) {
        return "is '" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "', an amount is wanted";
    }

    /** A number or a text: both are usual, and the API server takes both. */
    private Optional<String> amount(Value value) {
        if (value instanceof Value.Scalar scalar && scalar.reading() == Plain.NUMBER) {
            return Optional.of(scalar.text());
        }
        return Scalars.text(value, findings);
    }

    private Optional<TolerationSpec> toleration(Value value) {
        return Fields.of(value, TolerationSpec.class, findings).map(fields -> {
            Optional<String> key = name(fields, "key", ClusterNames.LABEL_KEY);
            String operator = word(fields, "operator", OPERATORS).orElse("Equal");
            Optional<String> given = fields.find("value")
                    .filter(v -> !(v instanceof Value.Scalar s && s.text().isEmpty() && !s.plain()))
                    .flatMap(v -> name(v, ClusterNames.LABEL_VALUE));
            Optional<String> effect = word(fields, "effect", EFFECTS);
            Optional<Long> seconds = fields.countFrom0("tolerationSeconds");
            if (operator.equals("Exists") && given.isPresent()) {
                findings.error(
                        Fields.at(fields, "value"),
                        "'Exists' asks for no value",
                        "Remove it, or write operator: Equal.");
            }
            if (operator.equals("Equal") && !fields.has("key")) {
                findings.error(
                        fields.place(), "'key' is missing", "Add it, or write operator: Exists to bear every taint.");
            }
            if (seconds.isPresent() && !effect.equals(Optional.of("NoExecute"))) {
                findings.error(
                        Fields.at(fields, "tolerationSeconds"),
                        "only the effect NoExecute is borne for a time",
                        "Remove it, or write effect: NoExecute.");
            }
            return new TolerationSpec(key, operator, given, effect, seconds);
        });
    }

    private Optional<ExposeSpec> expose(Value value) {
        Optional<Fields> read = Fields.of(value, ExposeSpec.class, findings);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        List<Value> values = fields.list("hostnames");
        if (values.size() > ExposeSpec.MAX_HOSTNAMES) {
            findings.error(
                    Fields.at(fields, "hostnames"),
                    "has " + values.size() + " names, a route takes at most " + ExposeSpec.MAX_HOSTNAMES,
                    "Write a name with a star: '*.example.com'.");
        }
        List<String> hostnames = read(values, v -> name(v, ClusterNames.HOST));
        Set<String> seen = new HashSet<>();
        for (Value each : values) {
            if (each instanceof Value.Scalar scalar && !seen.add(scalar.text())) {
                findings.error(each.place(), "'" + scalar.text() + "' is given twice", "Remove one.");
            }
        }
        Optional<GatewaySpec> gateway = fields.require("gateway").flatMap(this::gateway);
        return gateway.map(g -> new ExposeSpec(g, hostnames));
    }

    private Optional<GatewaySpec> gateway(Value value) {
        return Fields.of(value, GatewaySpec.class, findings).flatMap(fields -> {
            fields.require("name");
            Optional<String> namespace = name(fields, "namespace", ClusterNames.NAMESPACE);
            Optional<String> listener = name(fields, "listener", ClusterNames.OBJECT);
            return name(fields, "name", ClusterNames.OBJECT).map(name -> new GatewaySpec(name, namespace, listener));
        });
    }

    private Map<String, String> labels(Fields fields, String key) {
        Map<String, String> labels = new LinkedHashMap<>();
        fields.entries(key).forEach((label, value) -> {
            Optional<String> wrong = ClusterNames.LABEL_KEY.wrong(label);
            wrong.ifPresent(message -> findings.error(value.place(), message, ClusterNames.LABEL_KEY.mend()));
            boolean empty = value instanceof Value.Scalar s && s.text().isEmpty() && !s.plain();
            Optional<String> text = empty ? Optional.of("") : name(value, ClusterNames.LABEL_VALUE);
            text.ifPresent(t -> labels.put(label, t));
        });
        return labels;
    }

    private Optional<String> name(Fields fields, String key, ClusterNames kind) {
        return fields.find(key).flatMap(value -> name(value, kind));
    }

    private Optional<String> name(Value value, ClusterNames kind) {
        Optional<String> text = Scalars.text(value, findings);
        Optional<String> wrong = text.flatMap(kind::wrong);
        wrong.ifPresent(message -> findings.error(value.place(), message, kind.mend()));
        return wrong.isPresent() ? Optional.empty() : text;
    }

    private Optional<String> word(Fields fields, String key, List<String> known) {
        Optional<Value> value = fields.find(key);
        Optional<String> text = value.flatMap(v -> Scalars.text(v, findings));
        if (text.isEmpty() || known.contains(text.get())) {
            return text;
        }
        Optional<String> meant = Words.nearest(text.get(), known);
        findings.error(
                value.get().place(),
                "no '" + text.get() + "'; " + Words.known(known),
                meant.map(m -> "Did you mean '" + m + "'?").orElse("Write one of them."),
                meant.flatMap(m -> ((Value.Scalar) value.get()).patch(m)));
        return Optional.empty();
    }

    private static <T> List<T> read(List<Value> values, Function<Value, Optional<T>> reader) {
        List<T> all = new ArrayList<>();
        values.forEach(value -> reader.apply(value).ifPresent(all::add));
        return all;
    }
}

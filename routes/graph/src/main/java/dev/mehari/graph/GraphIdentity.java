// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.model.Digests;
import org.jspecify.annotations.Nullable;

/*
 * WHAT MAKES TWO REVISIONS THE SAME
 *
 * The identity of a graph is the SHA-256 of its canonical form: JSON with sorted keys and nothing between the tokens,
 * made from the resolved graph and not from the text. So comments, layout, the order of keys, descriptions, metadata and
 * what is written out though it is the default don't count. Neither does where files lie: models and data files stand
 * there as digests, so that the same bytes from another place are the same revision, and changed bytes are another one.
 * The model's card counts: it is served and audited.
 */
/** What a graph is made of, in one form for each meaning, and its digest. */
public final class GraphIdentity {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private GraphIdentity() {}

    /** The SHA-256 of the canonical form: 64 hexadecimal digits. */
    public static String of(CheckedGraph graph) {
        return Digests.sha256(canonical(graph));
    }

    /** Of the graphs that one uses, each once: they come in an order in which each stands before those that use it. */
    private static Map<String, String> children(CheckedGraph graph) {
        Map<String, String> digests = new TreeMap<>();
        graph.children().forEach((name, child) -> digests.put(name, Digests.sha256(canonical(child, digests))));
        return digests;
    }

    /** The canonical form: JSON, equal for graphs that answer every request alike and look alike in metadata. */
    public static String canonical(CheckedGraph graph) {
        return canonical(graph, children(graph));
    }

    /** @param digests of the graphs that it uses, and maybe others */
    private static String canonical(CheckedGraph graph, Map<String, String> digests) {
        GraphSpec spec = graph.graph().spec();
        Map<String, @Nullable Object> form = new TreeMap<>();
        form.put("batch", graph.batch());
        form.put("inputs", list(graph.inputs(), GraphIdentity::input));
        form.put("models", models(graph));
        form.put(
                "files",
                graph.files().stream().map(DataFile::sha256).distinct().sorted().toList());
        form.put("steps", list(graph.nodes(), GraphIdentity::node));
        form.put(
                "outputs",
                list(
                        graph.outputs(),
                        o -> Map.of("name", o.name(), "from", o.from().toString())));
        if (!graph.children().isEmpty()) {
            Map<String, String> children = new TreeMap<>(digests);
            children.keySet().retainAll(graph.children().keySet());
            form.put("graphs", children);
        }
        form.put("taps", list(spec.taps(), GraphIdentity::tap));
        form.put(
                "warmup",
                Map.of(
                        "requests",
                        spec.warmup().requests(),
                        "limit",
                        spec.warmup().limit().toMillis()));
        form.put("limits", limits(spec.limits()));
        try {
            return JSON.writeValueAsString(plain(form));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, texts and numbers are always JSON", e);
        }
    }

    private static Map<String, Object> models(CheckedGraph graph) {
        Map<String, Object> models = new TreeMap<>();
        graph.models()
                .forEach((key, model) -> models.put(
                        key,
                        Map.of(
                                "runtime", model.runtime(),
                                "sha256", model.file().sha256(),
                                "version", model.spec().version(),
                                "card", model.spec().card())));
        return models;
    }

    private static Object input(CheckedInput input) {
        InputSpec spec = input.spec();
        Map<String, Object> form = new TreeMap<>();
        form.put("name", spec.name());
        form.put("datatype", spec.datatype().name());
        form.put("shape", spec.shape().toString());
        form.put("features", list(spec.features(), GraphIdentity::feature));
        spec.defaults().ifPresent(values -> form.put("default", list(values, GraphIdentity::defaultValue)));
        return form;
    }

    private static Object feature(FeatureSpec feature) {
        Map<String, @Nullable Object> form = new TreeMap<>();
        form.put("name", feature.name());
        form.put("categories", feature.categories());
        form.put("privacy", feature.privacy().word());
        feature.defaultValue().ifPresent(value -> form.put("default", List.of(defaultValue(value))));
        return form;
    }

    private static Object defaultValue(DefaultValue value) {
        if (value instanceof DefaultValue.OfNumber number) {
            return Map.of("number", number.value().stripTrailingZeros().toString());
        } else if (value instanceof DefaultValue.OfText text) {
            return text.value();
        } else if (value instanceof DefaultValue.OfBoolean bool) {
            return bool.value();
        }
        return Map.of();
    }

    private static Object limits(LimitSpec limits) {
        Map<String, Object> form = new TreeMap<>();
        limits.rows().ifPresent(n -> form.put("rows", n));
        limits.bodyBytes().ifPresent(n -> form.put("bodyBytes", n));
        limits.inFlight().ifPresent(n -> form.put("inFlight", n));
        limits.timeout().ifPresent(d -> form.put("timeout", d.toMillis()));
        return form;
    }

    private static Object tap(TapTarget tap) {
        return Map.of("to", tap.to(), "uri", tap.isUri());
    }

    private static Object node(Node node) {
        Map<String, @Nullable Object> form = new TreeMap<>();
        form.put("id", node.id());
        if (node instanceof ModelNode model) {
            Map<String, Object> outputs = new LinkedHashMap<>();
            model.outputs().forEach(o -> outputs.put(o.name(), Map.of("own", o.own(), "column", o.column())));
            form.put("model", model.model());
            form.put("inputs", inputs(model.inputs()));
            form.put("outputs", outputs);
            model.guard().ifPresent(guard -> form.put("guard", guard(guard)));
        } else if (node instanceof TransformNode transform) {
            form.put("inputs", list(transform.inputs(), Reference::toString));
            form.put("ops", list(transform.ops(), op -> {
                Map<String, @Nullable Object> call = new TreeMap<>();
                call.put(op.kernel(), op.arguments());
                return call;
            }));
            form.put("output", transform.output());
        } else if (node instanceof ChoiceNode choice) {
            form.put("when", list(choice.when(), when -> branch(when.branch(), "cel", when.cel())));
            form.put("otherwise", branch(choice.otherwise(), "cel", ""));
        } else if (node instanceof EnsembleNode ensemble) {
            Map<String, Object> combine = new TreeMap<>();
            ensemble.combine().forEach((name, combiner) -> combine.put(name, combiner.word()));
            form.put("combine", combine);
            form.put("branches", list(ensemble.branches(), b -> branch(b.branch(), "weight", b.weight())));
            ensemble.quorum().ifPresent(quorum -> form.put("quorum", quorum));
            Optional<Long> deadline = ensemble.deadline().map(d -> d.toMillis());
            form.put("deadline", deadline.orElse(0L));
        } else if (node instanceof CascadeNode cascade) {
            form.put("stages", list(cascade.stages(), GraphIdentity::stage));
        } else if (node instanceof TrafficNode traffic) {
            form.put("arms", list(traffic.arms(), arm -> branch(arm.branch(), "weight", arm.weight())));
            traffic.key().ifPresent(key -> form.put("key", key(key)));
        } else if (node instanceof SplitNode split) {
            form.put("split", split(split));
        } else if (node instanceof GraphNode graph) {
            form.put("graph", graph.graph());
            form.put("inputs", inputs(graph.inputs()));
            graph.guard().ifPresent(guard -> form.put("guard", guard(guard)));
        } else if (node instanceof CallNode call) {
            form.put("uri", call.uri());
            form.put("inputs", inputs(call.inputs()));
            Map<String, Object> outputs = new TreeMap<>();
            call.outputs().forEach((name, type) -> outputs.put(name, type.toString()));
            form.put("outputs", outputs);
            form.put("retries", call.retries());
            call.guard().ifPresent(guard -> form.put("guard", guard(guard)));
        } else if (node instanceof TapNode tap) {
            form.put("tap", tap(tap.to()));
        }
        return form;
    }

    private static Map<String, String> inputs(List<ModelNode.ModelInput> inputs) {
        Map<String, String> form = new LinkedHashMap<>();
        inputs.forEach(i -> form.put(i.own(), i.from().toString()));
        return form;
    }

    private static Object guard(Guard guard) {
        Map<String, Object> form = new TreeMap<>();
        guard.timeout().ifPresent(timeout -> form.put("timeout", timeout.toMillis()));
        guard.fallback().ifPresent(fallback -> form.put("fallback", fallback(fallback)));
        return form;
    }

    private static Object fallback(Fallback fallback) {
        if (fallback instanceof Fallback.Steps steps) {
            return branch(steps.branch(), "kind", "steps");
        }
        Map<String, Object> form = new TreeMap<>();
        ((Fallback.Values) fallback).values().forEach((name, value) -> form.put(name, fill(value)));
        return form;
    }

    private static Object fill(Object value) {
        return value instanceof BigDecimal number
                ? Map.of("number", number.stripTrailingZeros().toString())
                : value instanceof Number ? Map.of("number", "NaN") : value;
    }

    private static Object stage(CascadeNode.Stage stage) {
        return branch(
                stage.branch(),
                "accept",
                stage.accept().map(CascadeNode.Accept::cel).orElse(""));
    }

    private static Object key(TrafficKey key) {
        if (key instanceof TrafficKey.Header header) {
            return Map.of("header", header.name());
        } else if (key instanceof TrafficKey.Cookie cookie) {
            return Map.of("cookie", cookie.name());
        }
        return key instanceof TrafficKey.Cel cel ? Map.of("cel", cel.cel()) : "caller";
    }

    private static Object split(SplitNode split) {
        Map<String, Object> form = new TreeMap<>();
        form.put("input", split.input().toString());
        split.lengths().ifPresent(lengths -> form.put("lengths", lengths.toString()));
        form.put("as", split.as());
        Map<String, Object> outputs = new TreeMap<>();
        split.outputs().forEach((name, aggregate) -> {
            Object empty = aggregate.empty();
            outputs.put(
                    name,
                    empty == null
                            ? aggregate.aggregator().word()
                            : Map.of(aggregate.aggregator().word(), fill(empty)));
        });
        form.put("outputs", outputs);
        form.put("steps", branch(split.steps(), "kind", "split"));
        return form;
    }

    private static Object branch(Branch branch, String key, Object value) {
        Map<String, Object> gives = new TreeMap<>();
        branch.gives().forEach((name, reference) -> gives.put(name, reference.toString()));
        return Map.of(key, value, "steps", list(branch.nodes(), GraphIdentity::node), "gives", gives);
    }

    private static <T> List<Object> list(List<T> values, java.util.function.Function<? super T, Object> form) {
        List<Object> forms = new ArrayList<>();
        values.forEach(value -> forms.add(form.apply(value)));
        return forms;
    }

    /** Numbers in one form for each value, maps sorted, all the way down. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(String.valueOf(key), plain(each)));
            return sorted;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(each -> plain.add(plain(each)));
            return plain;
        } else if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return number.longValue();
        }
        return value;
    }
}

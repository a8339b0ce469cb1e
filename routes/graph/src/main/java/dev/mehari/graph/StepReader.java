// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;

/** Reads lists of steps. A step that can't be read becomes an {@link UnreadStep}, and the rest is read on. */
final class StepReader {
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,4})? ?%");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Findings findings;
    private final Set<String> broken;

    StepReader(Findings findings, Set<String> broken) {
        this.findings = findings;
        this.broken = broken;
    }

    List<Step> steps(List<Value> values) {
        return values.stream().map(this::step).toList();
    }

    private Step step(Value value) {
        if (!(value instanceof Value.Mapping map) || map.entries().isEmpty()) {
            findings.error(
                    value.place(),
                    "is " + value.kind() + ", a step is an object with one key",
                    "Write one of " + String.join(", ", StepKind.words()) + ".");
            return unread(value, value);
        }
        Optional<Value.Entry> entry = kindOf(map);
        if (entry.isEmpty()) {
            return unread(value, value);
        }
        Value body = entry.get().value();
        StepKind kind = StepKind.named(entry.get().key().text()).orElseThrow();
        Optional<Fields> fields = Fields.of(body, kind.record(), findings);
        return fields.map(f -> step(kind, f)).orElseGet(() -> unread(body, value));
    }

    /** The entry that says what the step is; empty, with a finding, where nothing known does. */
    private Optional<Value.Entry> kindOf(Value.Mapping map) {
        List<Value.Entry> known = map.entries().values().stream()
                .filter(e -> StepKind.named(e.key().text()).isPresent())
                .toList();
        if (known.isEmpty()) {
            unknown(map.entries().values().iterator().next().key());
            return Optional.empty();
        }
        if (map.entries().size() > 1) {
            findings.error(
                    map.place(),
                    "a step has one key, its kind; this one has "
                            + String.join(", ", map.entries().keySet()),
                    "Write each step after a '- ' of its own, and its keys indented under its kind.");
        }
        return Optional.of(known.get(0));
    }

    private void unknown(Value.Scalar key) {
        Optional<String> meant = Words.nearest(key.text(), StepKind.words());
        findings.add(
                key.place(),
                Severity.ERROR,
                "no step '" + key.text() + "'; " + Words.known(StepKind.words()),
                meant.map(m -> "Did you mean '" + m + "'?")
                        .orElse("Camel's own steps belong in a route around the graph, which calls it as graph:NAME."),
                meant.flatMap(key::patch));
    }

    private Step step(StepKind kind, Fields fields) {
        String path = fields.place().path();
        String id = fields.requireText("id").orElse("");
        Step step =
                switch (kind) {
                    case MODEL -> model(path, id, fields);
                    case TRANSFORM -> transform(path, id, fields);
                    case CHOICE -> choice(path, id, fields);
                    case ENSEMBLE -> ensemble(path, id, fields);
                    case CASCADE -> cascade(path, id, fields);
                    case TRAFFIC -> traffic(path, id, fields);
                    case SPLIT -> split(path, id, fields);
                    case GRAPH -> graph(path, id, fields);
                    case CALL -> call(path, id, fields);
                    case TAP -> tap(path, id, fields);
                };
        if (fields.failed()) {
            broken.add(path);
        }
        return step;
    }

    private ModelStep model(String path, String id, Fields fields) {
        Inputs inputs = inputs(path, fields, "a model");
        Map<String, String> outputs = fields.texts("outputs");
        if (fields.find("outputs")
                .filter(v -> v instanceof Value.Mapping m && m.entries().isEmpty())
                .isPresent()) {
            findings.error(
                    fields.find("outputs").orElseThrow().place(),
                    "keeps no output",
                    "Remove 'outputs' to keep all, or write {name: own name}.");
            broken.add(path);
        }
        return new ModelStep(
                path,
                id,
                fields.text("use", id),
                inputs.input(),
                inputs.inputs(),
                outputs,
                fields.duration("timeout"),
                fallback(fields),
                fields.text("description", ""));
    }

    /** The {@code input} or {@code inputs} of a step. */
    private record Inputs(Optional<String> input, Map<String, String> inputs) {}

    private Inputs inputs(String path, Fields fields, String whose) {
        Optional<String> input = fields.text("input");
        Map<String, String> inputs = fields.texts("inputs");
        if (!fields.has("input") && !fields.has("inputs")) {
            fields.require("input");
        } else if (fields.has("input") && fields.has("inputs")) {
            findings.error(
                    fields.find("inputs").orElseThrow().place(),
                    "'input' and 'inputs' are both given",
                    "Keep 'input' for " + whose + " with one input, else 'inputs'.");
            broken.add(path);
        } else if (fields.find("inputs")
                .filter(v -> v instanceof Value.Mapping m && m.entries().isEmpty())
                .isPresent()) {
            findings.error(
                    fields.find("inputs").orElseThrow().place(), "names no input", "Write {own name: reference}.");
            broken.add(path);
        }
        return new Inputs(input, inputs);
    }

    private Optional<FallbackSpec> fallback(Fields around) {
        Optional<Value> value = around.find("fallback");
        Optional<Fields> read = value.flatMap(v -> Fields.of(v, FallbackSpec.class, findings));
        if (read.isEmpty()) {
            if (value.isPresent()) {
                around.fail();
            }
            return Optional.empty();
        }
        Fields fields = read.get();
        String path = fields.place().path();
        boolean steps = fields.has("steps") || fields.has("outputs");
        if (!steps && !fields.has("value")) {
            if (!fields.failed()) {
                findings.error(
                        fields.place(),
                        "the fallback says nothing",
                        "Write value: {output: what fills it}, or steps that give the outputs.");
            }
            around.fail();
            return Optional.empty();
        }
        if (steps && fields.has("value")) {
            findings.error(
                    fields.find("value").orElseThrow().place(),
                    "'value' and '" + (fields.has("steps") ? "steps" : "outputs") + "' are both given",
                    "Keep one of them.");
            around.fail();
        }
        fields.refuseEmptyObject(
                "value", "fills no output", "Write {output: what fills it}, for all that the step gives.");
        Map<String, DefaultValue> values = fields.values("value");
        BranchSpec branch = steps ? branch(fields) : new BranchSpec(path, List.of(), Optional.empty());
        if (fields.failed()) {
            broken.add(path);
        }
        return !steps && values.isEmpty()
                ? Optional.empty()
                : Optional.of(new FallbackSpec(path, steps ? Map.of() : values, branch));
    }

    private TransformStep transform(String path, String id, Fields fields) {
        List<String> input =
                fields.require("input").map(v -> references(v, fields)).orElse(List.of());
        List<OpSpec> ops = new ArrayList<>();
        List<Value> values = fields.requireList("ops");
        values.forEach(v -> op(v).ifPresent(ops::add));
        if (ops.size() < values.size()) {
            broken.add(path);
        }
        String output = fields.text("output", TransformStep.OUTPUT);
        return new TransformStep(path, id, input, ops, output, fields.text("description", ""));
    }

    private List<String> references(Value value, Fields fields) {
        if (value instanceof Value.Sequence) {
            return fields.requireList("input").stream()
                    .flatMap(v -> fields.text(v).stream())
                    .toList();
        }
        return fields.text(value).map(List::of).orElse(List.of());
    }

    private Optional<OpSpec> op(Value value) {
        if (value instanceof Value.Scalar) {
            return Scalars.text(value, findings).map(kernel -> new OpSpec(value.path(), kernel, null));
        }
        if (value instanceof Value.Mapping map && map.entries().size() == 1) {
            Value.Entry entry = map.entries().values().iterator().next();
            long before = findings.errors();
            Object arguments = Json.of(entry.value(), findings);
            return findings.errors() > before
                    ? Optional.empty()
                    : Optional.of(new OpSpec(value.path(), entry.key().text(), arguments));
        }
        findings.error(
                value.place(),
                value instanceof Value.Mapping
                        ? "an op has one key, its kernel"
                        : "is " + value.kind() + ", an op is wanted",
                "Write a kernel's name, or {kernel: arguments}.");
        return Optional.empty();
    }

    private ChoiceStep choice(String path, String id, Fields fields) {
        List<WhenSpec> when = new ArrayList<>();
        for (Value value : fields.requireList("when")) {
            Optional<Fields> read = Fields.of(value, WhenSpec.class, findings);
            if (read.isEmpty()) {
                broken.add(path);
                continue;
            }
            String cel = read.get().requireText("cel").orElse("");
            when.add(new WhenSpec(value.path(), cel, branch(read.get())));
        }
        BranchSpec otherwise = fields.require("otherwise")
                .flatMap(v -> Fields.of(v, BranchSpec.class, findings))
                .map(this::branch)
                .orElseGet(() -> brokenBranch(path, "otherwise"));
        return new ChoiceStep(path, id, when, otherwise, fields.text("description", ""));
    }

    private BranchSpec brokenBranch(String path, String key) {
        broken.add(path);
        broken.add(Place.child(path, key));
        return new BranchSpec(Place.child(path, key), List.of(), Optional.empty());
    }

    private BranchSpec branch(Fields fields) {
        String path = fields.place().path();
        Optional<Map<String, String>> outputs =
                fields.has("outputs") ? Optional.of(fields.texts("outputs")) : Optional.empty();
        List<Step> steps = List.of();
        if (outputs.isEmpty() || fields.has("steps")) {
            steps = steps(fields.requireList("steps"));
        }
        if (fields.failed()) {
            broken.add(path);
        }
        return new BranchSpec(path, steps, outputs);
    }

    private EnsembleStep ensemble(String path, String id, Fields fields) {
        CombineSpec combine = fields.require("combine")
                .map(v -> v instanceof Value.Mapping
                        ? new CombineSpec("", fields.texts("combine"))
                        : new CombineSpec(fields.text(v).orElse(""), Map.of()))
                .orElse(new CombineSpec("", Map.of()));
        List<WeightedBranchSpec> branches = new ArrayList<>();
        for (Value value : fields.requireList("branches")) {
            Optional<Fields> read = Fields.of(value, WeightedBranchSpec.class, findings);
            if (read.isEmpty()) {
                broken.add(path);
                continue;
            }
            branches.add(new WeightedBranchSpec(value.path(), weight(read.get()), branch(read.get())));
        }
        Optional<Integer> quorum = fields.count("quorum").map(q -> (int) Math.min(q, Integer.MAX_VALUE));
        return new EnsembleStep(
                path, id, combine, branches, quorum, fields.duration("deadline"), fields.text("description", ""));
    }

    private OptionalDouble weight(Fields fields) {
        Optional<BigDecimal> weight = fields.number("weight");
        if (weight.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (weight.get().signum() <= 0) {
            findings.error(
                    fields.find("weight").orElseThrow().place(),
                    "the weight " + weight.get().toPlainString() + " isn't above 0",
                    "Give the branch a weight above 0, or remove the branch.");
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(weight.get().doubleValue());
    }

    private CascadeStep cascade(String path, String id, Fields fields) {
        List<StageSpec> stages = new ArrayList<>();
        for (Value value : fields.requireList("stages")) {
            Optional<Fields> read = Fields.of(value, StageSpec.class, findings);
            if (read.isEmpty()) {
                broken.add(path);
                continue;
            }
            BranchSpec branch = branch(read.get());
            stages.add(new StageSpec(value.path(), read.get().text("accept"), branch));
        }
        return new CascadeStep(path, id, stages, fields.text("description", ""));
    }

    private TrafficStep traffic(String path, String id, Fields fields) {
        List<ArmSpec> arms = new ArrayList<>();
        for (Value value : fields.requireList("arms")) {
            Optional<Fields> read = Fields.of(value, ArmSpec.class, findings);
            if (read.isEmpty()) {
                broken.add(path);
                continue;
            }
            Optional<BigDecimal> weight = read.get().require("weight").flatMap(v -> percent(v, read.get()));
            arms.add(new ArmSpec(value.path(), weight, branch(read.get())));
        }
        return new TrafficStep(path, id, fields.text("key"), arms, fields.text("description", ""));
    }

    private Optional<BigDecimal> percent(Value value, Fields fields) {
        if (value instanceof Value.Scalar scalar
                && PERCENT.matcher(scalar.text()).matches()) {
            String number = scalar.text().replaceAll("[% ]", "");
            findings.error(
                    value.place(),
                    "'" + scalar.text() + "' is text, a number is wanted",
                    "Weights are percentages already: write " + number + ".",
                    scalar.replace(number));
            return Optional.empty();
        }
        return fields.number("weight");
    }

    private SplitStep split(String path, String id, Fields fields) {
        Optional<Value> aggregate = fields.require("aggregate");
        if (aggregate.isPresent() && aggregate.get() instanceof Value.Scalar word) {
            findings.error(
                    word.place(),
                    "is " + word.kind() + ", an object is wanted",
                    "Write {output: " + (word.reading() == Plain.TEXT ? word.text() : "mean") + "}.");
            fields.fail();
        }
        Map<String, String> aggregates =
                aggregate.filter(v -> !(v instanceof Value.Scalar)).isPresent() ? fields.texts("aggregate") : Map.of();
        fields.refuseEmptyObject("aggregate", "aggregates no output", "Write {output: mean}, or another aggregator.");
        EmptySpec empty = fields.find("empty")
                .map(v -> v instanceof Value.Mapping
                        ? new EmptySpec(Optional.empty(), fields.values("empty"))
                        : new EmptySpec(fields.value(v), Map.of()))
                .orElse(EmptySpec.NONE);
        fields.refuseEmptyObject("empty", "has no value", "Write one value, or {output: value}.");
        return new SplitStep(
                path,
                id,
                fields.requireText("input").orElse(""),
                fields.text("lengths"),
                fields.requireText("as").orElse(""),
                branch(fields),
                aggregates,
                empty,
                fields.text("description", ""));
    }

    private GraphStep graph(String path, String id, Fields fields) {
        Inputs inputs = inputs(path, fields, "a graph");
        return new GraphStep(
                path,
                id,
                fields.text("use", id),
                inputs.input(),
                inputs.inputs(),
                fields.duration("timeout"),
                fallback(fields),
                fields.text("description", ""));
    }

    private CallStep call(String path, String id, Fields fields) {
        Inputs inputs = inputs(path, fields, "a model");
        return new CallStep(
                path,
                id,
                fields.requireText("uri").orElse(""),
                inputs.input(),
                inputs.inputs(),
                callOutputs(fields),
                fields.countFrom0("retries")
                        .map(n -> (int) Math.min(n, Integer.MAX_VALUE))
                        .orElse(0),
                fields.duration("timeout"),
                fallback(fields),
                fields.text("description", ""));
    }

    /** {@code {name: {datatype, shape}}}, or {@code [{name, datatype, shape}]} as inputs are written. */
    private List<CallOutputSpec> callOutputs(Fields fields) {
        List<CallOutputSpec> outputs = new ArrayList<>();
        Optional<Value> value = fields.require("outputs");
        if (value.isPresent() && value.get() instanceof Value.Sequence) {
            Map<String, Integer> lines = new LinkedHashMap<>();
            for (Value item : fields.requireList("outputs")) {
                Optional<Fields> read =
                        Fields.of(item, List.of("name", "datatype", "shape"), Set.of(), Set.of(), findings);
                Optional<String> name = read.flatMap(f -> f.requireText("name"));
                Optional<CallOutputSpec> output = read.flatMap(f -> callOutput(name.orElse(""), f));
                name.ifPresent(n -> {
                    Integer first = lines.putIfAbsent(n, item.place().line());
                    if (first != null) {
                        findings.error(
                                Fields.at(read.orElseThrow(), "name"),
                                "the output '" + n + "' is given twice, first in line " + first,
                                "Choose another name.");
                        fields.fail();
                    }
                });
                output.ifPresentOrElse(outputs::add, fields::fail);
                if (name.isEmpty()) {
                    fields.fail();
                }
            }
            return outputs;
        }
        fields.refuseEmptyObject(
                "outputs", "declares no output", "Write {name: {datatype: FP32, shape: [-1]}} for each.");
        fields.entries("outputs").forEach((name, each) -> Fields.of(each, CallOutputSpec.class, findings)
                .flatMap(f -> callOutput(name, f))
                .ifPresentOrElse(outputs::add, fields::fail));
        return outputs;
    }

    private Optional<CallOutputSpec> callOutput(String name, Fields fields) {
        InputReader reader = new InputReader(findings, broken);
        Optional<Datatype> datatype = fields.requireText("datatype")
                .flatMap(word -> reader.datatype(
                        word, (Value.Scalar) fields.find("datatype").orElseThrow()));
        Optional<Shape> shape = fields.require("shape").flatMap(reader::shape);
        return datatype.flatMap(
                d -> shape.map(s -> new CallOutputSpec(fields.place().path(), name, d, s)));
    }

    private TapStep tap(String path, String id, Fields fields) {
        TapTarget to = fields.requireText("to")
                .map(t -> new TapTarget(t, t.indexOf(':') > 0))
                .orElse(new TapTarget("", false));
        return new TapStep(path, id, to, fields.text("description", ""));
    }

    private UnreadStep unread(Value body, Value step) {
        Set<String> mentions = new HashSet<>();
        mentions(step, mentions);
        return new UnreadStep(body.path(), idOf(step), mentions);
    }

    private static String idOf(Value step) {
        if (step instanceof Value.Mapping map) {
            for (Value.Entry entry : map.entries().values()) {
                if (entry.value() instanceof Value.Mapping body
                        && body.entries().containsKey("id")) {
                    return body.entries().get("id").value() instanceof Value.Scalar id ? id.text() : "";
                }
            }
            if (map.entries().containsKey("id") && map.entries().get("id").value() instanceof Value.Scalar id) {
                return id.text();
            }
        }
        return "";
    }

    private static void mentions(Value value, Set<String> words) {
        if (value instanceof Value.Mapping map) {
            map.entries().values().forEach(e -> mentions(e.value(), words));
        } else if (value instanceof Value.Sequence sequence) {
            sequence.items().forEach(item -> mentions(item, words));
        } else {
            Matcher matcher = WORD.matcher(((Value.Scalar) value).text());
            while (matcher.find()) {
                words.add(matcher.group());
            }
        }
    }
}

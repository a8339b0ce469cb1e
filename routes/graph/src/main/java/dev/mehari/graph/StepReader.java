// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lists of steps. A step that can't be read becomes an {@link UnreadStep}, and the rest is read on. */
final class StepReader {
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
        Optional<Fields> fields = Fields.of(body, Keys.names(kind.record()), kind.laterKeys(), Set.of(), findings);
        return fields.map(f -> step(kind, f)).orElseGet(() -> unread(body, value));
    }

    /** The entry that says what the step is; empty, with a finding, where nothing known does. */
    private Optional<Value.Entry> kindOf(Value.Mapping map) {
        List<Value.Entry> known = map.entries().values().stream()
                .filter(e -> StepKind.named(e.key().text()).isPresent())
                .toList();
        List<Value.Entry> later = map.entries().values().stream()
                .filter(e -> StepKind.LATER.contains(e.key().text()))
                .toList();
        if (known.isEmpty() && !later.isEmpty()) {
            Value.Scalar key = later.get(0).key();
            findings.error(key.place(), "the step '" + key.text() + "' is not in this version", "Remove it.");
            return Optional.empty();
        }
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
                    case TAP -> tap(path, id, fields);
                };
        if (fields.failed()) {
            broken.add(path);
        }
        return step;
    }

    private ModelStep model(String path, String id, Fields fields) {
        Optional<String> input = fields.text("input");
        Map<String, String> inputs = fields.texts("inputs");
        if (!fields.has("input") && !fields.has("inputs")) {
            fields.require("input");
        } else if (fields.has("input") && fields.has("inputs")) {
            findings.error(
                    fields.find("inputs").orElseThrow().place(),
                    "'input' and 'inputs' are both given",
                    "Keep 'input' for a model with one input, else 'inputs'.");
            broken.add(path);
        } else if (fields.find("inputs")
                .filter(v -> v instanceof Value.Mapping m && m.entries().isEmpty())
                .isPresent()) {
            findings.error(
                    fields.find("inputs").orElseThrow().place(), "names no input", "Write {own name: reference}.");
            broken.add(path);
        }
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
        return new ModelStep(path, id, fields.text("use", id), input, inputs, outputs, fields.text("description", ""));
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

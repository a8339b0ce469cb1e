// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;

/** Reads {@code spec.inputs}. */
final class InputReader {
    /** Highest rank of an input; NumPy's own limit is 64, real tensors have five. */
    static final int MAX_RANK = 16;

    private static final Pattern QUOTED_SHAPE = Pattern.compile("\\[ *-?[0-9]{1,9}( *, *-?[0-9]{1,9}){0,15} *\\]");

    /** How other formats write a length that is open. */
    private static final Set<String> ANY_LENGTH =
            Set.of("null", "~", "None", "none", "?", "n", "N", "batch", "batch_size", "dynamic", "any");

    private final Findings findings;
    private final Set<String> broken;

    InputReader(Findings findings, Set<String> broken) {
        this.findings = findings;
        this.broken = broken;
    }

    List<InputSpec> inputs(List<Value> values) {
        return values.stream().map(this::input).toList();
    }

    private InputSpec input(Value value) {
        Optional<Fields> read = Fields.of(value, InputSpec.class, findings);
        if (read.isEmpty()) {
            broken.add(value.path());
            return new InputSpec("", Datatype.FP32, Shape.SCALAR, List.of(), Optional.empty(), "");
        }
        Fields fields = read.get();
        String name = fields.requireText("name").orElse("");
        Optional<Datatype> datatype = fields.requireText("datatype")
                .flatMap(word ->
                        datatype(word, (Value.Scalar) fields.find("datatype").orElseThrow()));
        Optional<Shape> shape = fields.require("shape").flatMap(this::shape);
        List<FeatureSpec> features = new ArrayList<>();
        fields.list("features").forEach(f -> feature(f).ifPresent(features::add));
        Optional<List<DefaultValue>> defaults = fields.find("default").flatMap(this::defaults);
        boolean incomplete = fields.failed()
                || datatype.isEmpty()
                || shape.isEmpty()
                || features.size() != fields.list("features").size()
                || fields.has("default") && defaults.isEmpty();
        if (incomplete) {
            broken.add(value.path());
        }
        return new InputSpec(
                name,
                datatype.orElse(Datatype.FP32),
                shape.orElse(Shape.SCALAR),
                features,
                defaults,
                fields.text("description", ""));
    }

    Optional<Datatype> datatype(String word, Value.Scalar scalar) {
        Optional<Datatype> datatype = Datatype.named(word);
        if (datatype.isEmpty()) {
            List<String> known =
                    Arrays.stream(Datatype.values()).map(Datatype::name).toList();
            Optional<String> meant = meantDatatype(word).or(() -> Words.nearest(word, known));
            findings.add(
                    scalar.place(),
                    Severity.ERROR,
                    "no datatype '" + word + "'; known: " + String.join(", ", known),
                    meant.map(m -> "Did you mean '" + m + "'?").orElse(""),
                    meant.flatMap(scalar::patch));
        }
        return datatype;
    }

    /** The names that NumPy and others have for them. */
    private static Optional<String> meantDatatype(String word) {
        return Optional.ofNullable(
                switch (word.toLowerCase(java.util.Locale.ROOT)) {
                    case "float", "float32", "single" -> "FP32";
                    case "double", "float64" -> "FP64";
                    case "half", "float16" -> "FP16";
                    case "bfloat16" -> "BF16";
                    case "int", "integer" -> "INT32";
                    case "long" -> "INT64";
                    case "string", "str", "text" -> "BYTES";
                    case "boolean" -> "BOOL";
                    default -> null;
                });
    }

    Optional<Shape> shape(Value value) {
        if (!(value instanceof Value.Sequence sequence)) {
            boolean quoted = value instanceof Value.Scalar scalar
                    && QUOTED_SHAPE.matcher(scalar.text()).matches();
            findings.error(
                    value.place(),
                    "is " + value.kind() + ", a list of lengths is wanted",
                    quoted ? "Remove the quotes." : "Write [-1, 4] for any number of rows of 4.",
                    quoted ? ((Value.Scalar) value).replace(((Value.Scalar) value).text()) : Optional.empty());
            return Optional.empty();
        }
        if (sequence.items().size() > MAX_RANK) {
            findings.error(
                    value.place(),
                    "has " + sequence.items().size() + " dimensions, at most " + MAX_RANK + " are allowed",
                    "");
            return Optional.empty();
        }
        List<Long> dims = new ArrayList<>();
        for (Value item : sequence.items()) {
            if (item instanceof Value.Scalar scalar && ANY_LENGTH.contains(scalar.text())) {
                findings.error(
                        item.place(),
                        "the length " + (scalar.text().isEmpty() ? "\"\"" : scalar.text()) + " isn't a number",
                        "Write -1 for any length.",
                        scalar.replace("-1"));
                continue;
            }
            Optional<BigDecimal> number = Scalars.number(item, findings);
            if (number.isEmpty()) {
                continue;
            }
            boolean any = number.get().compareTo(BigDecimal.ONE.negate()) == 0;
            if (any || Scalars.isWholeIn(number.get(), 1, Integer.MAX_VALUE)) {
                dims.add(number.get().longValueExact());
            } else {
                findings.error(
                        item.place(),
                        "the length " + ((Value.Scalar) item).text() + " isn't one",
                        "Write a whole number from 1, or -1 for any length.");
            }
        }
        if (dims.size() < sequence.items().size()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Shape.of(dims.stream().mapToLong(Long::longValue).toArray()));
        } catch (IllegalArgumentException tooLarge) {
            findings.error(value.place(), "a tensor of this shape has more elements than can be counted", "");
            return Optional.empty();
        }
    }

    private Optional<FeatureSpec> feature(Value value) {
        if (value instanceof Value.Scalar) {
            return Scalars.text(value, findings)
                    .map(name -> new FeatureSpec(name, List.of(), Privacy.PUBLIC, Optional.empty(), ""));
        }
        Optional<Fields> read = Fields.of(value, FeatureSpec.class, findings);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = read.get();
        Optional<String> name = fields.requireText("name");
        List<String> categories = new ArrayList<>();
        if (fields.has("categories")) {
            fields.requireList("categories").forEach(c -> fields.text(c).ifPresent(categories::add));
        }
        Optional<Privacy> privacy = fields.text("privacy").flatMap(word -> privacy(word, fields));
        Optional<DefaultValue> defaultValue = fields.find("default").flatMap(v -> Scalars.value(v, findings));
        String description = fields.text("description", "");
        boolean incomplete = fields.failed() || fields.has("default") && defaultValue.isEmpty();
        return name.filter(n -> !incomplete)
                .map(n -> new FeatureSpec(n, categories, privacy.orElse(Privacy.PUBLIC), defaultValue, description));
    }

    private Optional<Privacy> privacy(String word, Fields fields) {
        Optional<Privacy> privacy = Arrays.stream(Privacy.values())
                .filter(p -> p.word().equals(word))
                .findFirst();
        if (privacy.isEmpty()) {
            Value.Scalar scalar = (Value.Scalar) fields.find("privacy").orElseThrow();
            List<String> known =
                    Arrays.stream(Privacy.values()).map(Privacy::word).toList();
            Optional<String> meant = Words.nearest(word, known);
            findings.add(
                    scalar.place(),
                    Severity.ERROR,
                    "no privacy '" + word + "'; " + Words.known(known),
                    meant.map(m -> "Did you mean '" + m + "'?").orElse(""),
                    meant.flatMap(scalar::patch));
        }
        return privacy;
    }

    private Optional<List<DefaultValue>> defaults(Value value) {
        if (!(value instanceof Value.Sequence sequence)) {
            return Scalars.value(value, findings).map(List::of);
        }
        List<DefaultValue> values = new ArrayList<>();
        sequence.items().forEach(item -> Scalars.value(item, findings).ifPresent(values::add));
        if (sequence.items().isEmpty()) {
            findings.error(value.place(), "is an empty list, one value or one per column is wanted", "");
        }
        return values.size() < sequence.items().size() || values.isEmpty() ? Optional.empty() : Optional.of(values);
    }
}

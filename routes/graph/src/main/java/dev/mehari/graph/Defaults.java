// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Numbers;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;

/** Checks the defaults of one input and makes tensors of them (rule 12). */
final class Defaults {
    /** Elements of a default's row; a larger one would be paid for with every request that leaves it out. */
    private static final long MAX_ELEMENTS = 1 << 20;

    private final CheckRun run;
    private final InputSpec input;
    private final String path;

    Defaults(CheckRun run, InputSpec input, String path) {
        this.run = run;
        this.input = input;
        this.path = path;
    }

    /** Empty, with findings, where a default doesn't fit. */
    Optional<CheckedInput> checked() {
        long before = run.findings.errors();
        List<Optional<DefaultValue>> columns =
                input.features().stream().map(FeatureSpec::defaultValue).toList();
        for (int i = 0; i < columns.size(); i++) {
            String at = path + ".features[" + i + "].default";
            FeatureSpec feature = input.features().get(i);
            columns.get(i).ifPresent(value -> requireFit(value, Optional.of(feature), at));
        }
        Optional<Shape> shape = wholeShape();
        if (input.defaults().isPresent() && shape.isPresent()) {
            requireFit(input.defaults().get(), shape.get());
        }
        if (run.findings.errors() > before) {
            return Optional.empty();
        }
        List<Optional<Tensor>> columnDefaults = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Optional<FeatureSpec> feature = Optional.of(input.features().get(i));
            columnDefaults.add(columns.get(i).map(v -> tensor(Shape.of(1), List.of(v), List.of(feature))));
        }
        Optional<Tensor> row = input.defaults()
                .filter(v -> shape.isPresent())
                .map(values -> tensor(shape.get(), values, features(shape.get())));
        if (row.isEmpty() && InputCheck.all(columnDefaults)) {
            List<DefaultValue> values =
                    columns.stream().flatMap(Optional::stream).toList();
            row = Optional.of(tensor(Shape.of(1, values.size()), values, features(Shape.of(1, values.size()))));
        }
        return Optional.of(new CheckedInput(input, input.type(), row, columnDefaults));
    }

    /** The shape of one row with its batch dimension; without batch that of the tensor. Empty if it has no size. */
    private Optional<Shape> wholeShape() {
        Shape shape = run.batch() ? input.shape().with(0, 1) : input.shape();
        if (input.defaults().isEmpty()) {
            return Optional.empty();
        }
        if (!shape.isConcrete()) {
            run.error(
                    path + ".default",
                    "a default needs a size, and " + input.shape() + " leaves a length open",
                    "Write the lengths of the shape, or remove the default.");
            return Optional.empty();
        }
        if (shape.elements() > MAX_ELEMENTS) {
            run.error(
                    path + ".default",
                    "a default of " + shape.elements() + " elements is too large, at most " + MAX_ELEMENTS
                            + " are allowed",
                    "Remove it.");
            return Optional.empty();
        }
        return Optional.of(shape);
    }

    private void requireFit(List<DefaultValue> values, Shape shape) {
        String at = path + ".default";
        boolean isList =
                values.size() > 1 || run.draft.graph().source().scalar(at).isEmpty();
        boolean isRow = shape.rank() == (run.batch() ? 2 : 1) && values.size() == shape.elements();
        if (isList && !isRow && !(shape.rank() == 1 && values.size() == shape.elements())) {
            run.error(
                    at,
                    Words.count(values.size(), "value") + " for the " + Words.count(shape.elements(), "element")
                            + " of a row of " + input.shape(),
                    "Write one value for all, or one per column of a [-1, k] input.");
            return;
        }
        List<Optional<FeatureSpec>> features = features(shape);
        for (int i = 0; i < features.size(); i++) {
            boolean own = isList && values.size() == features.size();
            if (own
                    || i == 0
                    || features.get(i).filter(f -> !f.categories().isEmpty()).isPresent()) {
                requireFit(values.get(own ? i : 0), features.get(i), own ? at + "[" + i + "]" : at);
            }
        }
    }

    /** For each element of a row the feature that it belongs to; one empty one where there are no features. */
    private List<Optional<FeatureSpec>> features(Shape shape) {
        List<Optional<FeatureSpec>> features = new ArrayList<>();
        input.features().forEach(f -> features.add(Optional.of(f)));
        return features.isEmpty() ? Collections.nCopies((int) shape.elements(), Optional.empty()) : features;
    }

    private void requireFit(DefaultValue value, Optional<FeatureSpec> feature, String at) {
        List<String> categories = feature.map(FeatureSpec::categories).orElse(List.of());
        Optional<String> reason = misfit(value, categories);
        reason.ifPresent(r -> run.error(
                at, r, mend(value, categories), meant(value, categories).flatMap(m -> run.patch(at, m))));
    }

    /** What is wrong with a value; empty if nothing is. */
    private Optional<String> misfit(DefaultValue value, List<String> categories) {
        Datatype datatype = input.datatype();
        if (value instanceof DefaultValue.Missing) {
            return when(!datatype.isFloat(), "null is a missing value, which " + datatype + " doesn't have");
        } else if (value instanceof DefaultValue.OfBoolean bool) {
            return when(datatype != Datatype.BOOL, bool.value() + " isn't a value of " + datatype);
        } else if (value instanceof DefaultValue.OfText text) {
            return categories.isEmpty()
                    ? when(datatype != Datatype.BYTES, "the text '" + text.value() + "' isn't a value of " + datatype)
                    : when(
                            !categories.contains(text.value()),
                            "no category '" + text.value() + "'; " + Words.known(categories));
        }
        BigDecimal number = ((DefaultValue.OfNumber) value).value();
        if (!datatype.isNumeric()) {
            return Optional.of("the number " + number + " isn't a value of " + datatype);
        }
        if (!categories.isEmpty()) {
            return when(
                    !Scalars.isWholeIn(number, 0, categories.size() - 1L),
                    number + " isn't the index of a category, 0 to " + (categories.size() - 1));
        }
        return when(!holds(datatype, number), number + " isn't a value of " + datatype);
    }

    private static boolean holds(Datatype datatype, BigDecimal number) {
        if (datatype.isFloat()) {
            return Numbers.holds(datatype, number.doubleValue());
        }
        BigDecimal max = new BigDecimal(Long.toUnsignedString(datatype.maxInteger()));
        return number.stripTrailingZeros().scale() <= 0
                && number.compareTo(BigDecimal.valueOf(datatype.minInteger())) >= 0
                && number.compareTo(max) <= 0;
    }

    private static Optional<String> when(boolean wrong, String reason) {
        return wrong ? Optional.of(reason) : Optional.empty();
    }

    private static Optional<String> meant(DefaultValue value, List<String> categories) {
        return value instanceof DefaultValue.OfText text ? Words.nearest(text.value(), categories) : Optional.empty();
    }

    private String mend(DefaultValue value, List<String> categories) {
        if (!categories.isEmpty()) {
            return meant(value, categories)
                    .map(m -> "Did you mean '" + m + "'?")
                    .orElse("Write the text of a category, or its index.");
        }
        return switch (input.datatype()) {
            case BYTES -> "Write a text; one that looks like a number is quoted.";
            case BOOL -> "Write true or false.";
            default ->
                input.datatype().isFloat()
                        ? "Write a number, or null for a missing value."
                        : "Write a whole number in its range.";
        };
    }

    private Tensor tensor(Shape shape, List<DefaultValue> values, List<Optional<FeatureSpec>> features) {
        int size = (int) shape.elements();
        if (input.datatype() == Datatype.BYTES) {
            String[] texts = new String[size];
            for (int i = 0; i < size; i++) {
                texts[i] = ((DefaultValue.OfText) of(values, i)).value();
            }
            return Tensor.of(shape, texts);
        }
        TensorBuilder builder = new TensorBuilder(input.datatype(), shape);
        for (int i = 0; i < size; i++) {
            write(builder, i, of(values, i), features.size() == size ? features.get(i) : Optional.empty());
        }
        return builder.build();
    }

    private static DefaultValue of(List<DefaultValue> values, int index) {
        return values.get(values.size() == 1 ? 0 : index);
    }

    private void write(TensorBuilder builder, int index, DefaultValue value, Optional<FeatureSpec> feature) {
        if (value instanceof DefaultValue.Missing) {
            builder.setDouble(index, Double.NaN);
        } else if (value instanceof DefaultValue.OfBoolean bool) {
            builder.setBoolean(index, bool.value());
        } else if (value instanceof DefaultValue.OfText text) {
            builder.setLong(index, feature.orElseThrow().categories().indexOf(text.value()));
        } else if (input.datatype().isFloat()) {
            builder.setDouble(index, ((DefaultValue.OfNumber) value).value().doubleValue());
        } else {
            // The low 64 bits: those of an unsigned long too.
            builder.setLong(
                    index,
                    ((DefaultValue.OfNumber) value).value().toBigInteger().longValue());
        }
    }
}

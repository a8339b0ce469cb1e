// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.mehari.maths.Aggregator;
import dev.mehari.maths.InvalidOpException;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Checks splits (rule 23). */
final class SplitCheck {
    /** What people call aggregators elsewhere. */
    private static final Map<String, String> SYNONYMS =
            Map.of("avg", "mean", "average", "mean", "total", "sum", "majority", "vote", "concat", "list", "or", "any");

    private final CheckRun run;
    private final BranchCheck branches;

    SplitCheck(CheckRun run, BranchCheck branches) {
        this.run = run;
        this.branches = branches;
    }

    Optional<Node> check(SplitStep step, Scope scope) {
        Optional<Resolved> input = reference(step.input(), step.path() + ".input", scope, step.id());
        Optional<Resolved> lengths =
                step.lengths().flatMap(text -> reference(text, step.path() + ".lengths", scope, step.id()));
        boolean batch = requireBatch(step);
        boolean splits = input.isPresent()
                && input.get().type().map(t -> splits(step, t)).orElse(true);
        boolean counts =
                lengths.flatMap(Resolved::type).map(t -> counts(step, t)).orElse(true);
        Optional<TensorType> whole = input.flatMap(Resolved::type).filter(t -> splits && batch);
        Knowledge item = whole.<Knowledge>map(type -> new Knowledge.Known(item(type)))
                .orElse(input.map(Resolved::knowledge)
                        .filter(Knowledge.OF_MODEL::equals)
                        .orElse(Knowledge.NOTHING));
        Scope items = scope.inside();
        if (!step.as().isEmpty()) {
            Visible visible = Visible.input(step.as(), item);
            items.add(visible);
            run.publish(visible);
        } else {
            items.open();
        }
        BranchCheck.Checked inside = branches.check(step.branch(), step.id(), "steps", items);
        if (!step.as().isEmpty() && !run.usage.usesTensor(step.as()) && !run.draft.isBroken(step.path())) {
            run.warning(
                    step.path() + ".as",
                    "nothing inside uses the items '" + step.as() + "'",
                    "Use them in steps, or take the steps out of the split.");
        }
        long most = whole.map(TensorType::shape).map(shape -> shape.dim(1)).orElse(Shape.DYNAMIC);
        Map<String, Knowledge> outputs = new LinkedHashMap<>();
        Map<String, SplitNode.Aggregate> aggregates = new LinkedHashMap<>();
        boolean sound = new Outputs(step, inside.gives(), most).check(outputs, aggregates);
        Visible visible = step.aggregate().isEmpty()
                ? Visible.open(step.id(), Knowledge.NOTHING)
                : Visible.node(step.id(), outputs);
        scope.add(visible);
        run.publish(visible);
        Optional<Reference> from = input.flatMap(Resolved::reference);
        Optional<Branch> branch = inside.branch(List.copyOf(aggregates.keySet()));
        boolean right = sound && batch && splits && counts && !run.draft.isBroken(step.path());
        if (!right
                || from.isEmpty()
                || branch.isEmpty()
                || step.lengths().isPresent()
                        && lengths.flatMap(Resolved::reference).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SplitNode(
                step.id(),
                step.path(),
                from.get(),
                lengths.flatMap(Resolved::reference),
                step.as(),
                branch.get(),
                aggregates));
    }

    private Optional<Resolved> reference(String text, String path, Scope scope, String self) {
        return text.isEmpty() ? Optional.empty() : Optional.of(run.references.resolve(text, path, scope, self));
    }

    private boolean requireBatch(SplitStep step) {
        if (!run.batch()) {
            run.error(
                    step.path(),
                    "a split takes the items of rows, and with batch: false there are no rows",
                    "Remove batch: false; a request of one row is a batch too.");
        }
        return run.batch();
    }

    private boolean splits(SplitStep step, TensorType type) {
        String path = step.path() + ".input";
        Shape shape = type.shape();
        if (shape != null && shape.rank() < 2) {
            run.error(
                    path,
                    "a split takes [n, m, …], with items along dimension 1, this is " + type,
                    "Give it a tensor with a dimension of items.");
            return false;
        }
        if (type.hasFeatures()) {
            List<String> names =
                    type.features().stream().map(Feature::name).limit(3).toList();
            run.error(
                    path,
                    "dimension 1 of '" + step.input() + "' has named columns (" + String.join(", ", names)
                            + (type.features().size() > 3 ? ", …" : "") + "), and columns are no items of one kind",
                    "Give it a tensor without features.");
            return false;
        }
        return true;
    }

    private boolean counts(SplitStep step, TensorType type) {
        Shape shape = type.shape();
        boolean fits = type.datatype() == Datatype.INT32 && (shape == null || shape.rank() == 1);
        if (!fits) {
            boolean castable = type.datatype().isInteger() && shape != null && shape.rank() == 1;
            run.error(
                    step.path() + ".lengths",
                    "lengths are INT32 [-1], one number per row, this is " + type,
                    castable
                            ? "Put a transform with cast: INT32 before it."
                            : "Give it the number of items of each row.");
        }
        return fits;
    }

    /** {@code [n, m, …]} without m, and a row for each item. */
    private static TensorType item(TensorType type) {
        Shape shape = type.shape();
        if (shape == null) {
            return new TensorType(type.datatype(), null);
        }
        long[] dims = new long[shape.rank() - 1];
        for (int i = 1; i < dims.length; i++) {
            dims[i] = shape.dim(i + 1);
        }
        dims[0] = Shape.DYNAMIC;
        return new TensorType(type.datatype(), Shape.of(dims));
    }

    /** {@code aggregate} and {@code empty} of one split. */
    private final class Outputs {
        private final SplitStep step;
        private final Gives gives;
        private final long most;
        private final List<String> needy = new ArrayList<>();
        private final Set<String> excused = new HashSet<>();
        private boolean sound = true;

        Outputs(SplitStep step, Gives gives, long most) {
            this.step = step;
            this.gives = gives;
            this.most = most;
        }

        /** @param outputs gets what is known of each */
        boolean check(Map<String, Knowledge> outputs, Map<String, SplitNode.Aggregate> aggregates) {
            Map<String, Aggregator> aggregators = new LinkedHashMap<>();
            step.aggregate().forEach((name, word) -> {
                String path = Place.child(step.path() + ".aggregate", name);
                Optional<Aggregator> aggregator = aggregator(word, path);
                aggregator.ifPresent(a -> aggregators.put(name, a));
                Knowledge given = given(name, path);
                outputs.put(
                        name, aggregator.map(a -> type(name, a, given, path)).orElse(Knowledge.NOTHING));
                aggregator.ifPresent(a -> aggregates.put(name, new SplitNode.Aggregate(a, empty(name, a, given))));
            });
            aboutEmpty(aggregators);
            return sound && aggregators.size() == step.aggregate().size();
        }

        private Optional<Aggregator> aggregator(String word, String path) {
            Optional<Aggregator> aggregator = Aggregator.named(word);
            if (aggregator.isEmpty()) {
                List<String> known =
                        Arrays.stream(Aggregator.values()).map(Aggregator::word).toList();
                Optional<String> meant = Optional.ofNullable(SYNONYMS.get(word)).or(() -> Words.nearest(word, known));
                error(
                        path,
                        "no aggregator '" + word + "'; " + Words.known(known),
                        meant.map(m -> "Did you mean '" + m + "'?").orElse(""),
                        meant.flatMap(m -> run.patch(path, m)));
            }
            return aggregator;
        }

        /** What the steps inside give under a name. */
        private Knowledge given(String name, String path) {
            Optional<Knowledge> given = gives.find(name);
            if (given.isEmpty()) {
                Optional<String> meant = Words.nearest(name, gives.outputs().keySet());
                error(
                        path,
                        "the steps inside give no '" + name + "'; "
                                + Words.known(gives.outputs().keySet()),
                        meant.map(m -> "Did you mean '" + m + "'?").orElse("Remove it, or let the last step give it."),
                        meant.flatMap(m -> run.draft.graph().source().key(path).flatMap(k -> k.patch(m))));
                return Knowledge.NOTHING;
            }
            if (given.get() instanceof Knowledge.Unusable unusable) {
                error(path, "'" + name + "' can't be used: " + unusable.reason(), unusable.mend(), Optional.empty());
                return Knowledge.NOTHING;
            }
            return given.get();
        }

        private Knowledge type(String name, Aggregator aggregator, Knowledge given, String path) {
            if (!(given instanceof Knowledge.Known known)) {
                return given;
            }
            try {
                return new Knowledge.Known(aggregator.type(known.type(), most));
            } catch (InvalidOpException e) {
                error(path, "output '" + name + "': " + e.getMessage(), e.mend(), Optional.empty());
                return Knowledge.NOTHING;
            }
        }

        /** The value of rows without items; null where the file gives none. */
        private @Nullable Object empty(String name, Aggregator aggregator, Knowledge given) {
            DefaultValue own = step.empty().byOutput().get(name);
            Optional<DefaultValue> value =
                    own != null ? Optional.of(own) : step.empty().all().filter(v -> aggregator.needsEmpty());
            if (value.isEmpty()) {
                return null;
            }
            String path = own != null ? Place.child(step.path() + ".empty", name) : step.path() + ".empty";
            try {
                if (given instanceof Knowledge.Known known) {
                    aggregator.checkEmpty(known.type(), Fills.value(value.get()));
                } else if (!aggregator.takesEmpty()) {
                    aggregator.checkEmpty(new TensorType(Datatype.INT32, null), 0);
                }
            } catch (InvalidOpException e) {
                if (fits(aggregator, given)) {
                    String message = "output '" + name + "': " + e.getMessage();
                    error(path, message, e.mend(), quoted(path, given, value.get()));
                }
            }
            return Fills.value(value.get());
        }

        /** Whether the aggregator takes what it gets; if not, that is the finding. */
        private boolean fits(Aggregator aggregator, Knowledge given) {
            try {
                if (given instanceof Knowledge.Known known) {
                    aggregator.type(known.type(), most);
                }
                return true;
            } catch (InvalidOpException e) {
                return false;
            }
        }

        private Optional<Patch> quoted(String path, Knowledge given, DefaultValue value) {
            boolean text = given instanceof Knowledge.Known known
                    && known.type().datatype() == Datatype.BYTES
                    && !(value instanceof DefaultValue.OfText);
            return run.draft.graph().source().scalar(path).filter(s -> text).flatMap(Value.Scalar::quote);
        }

        private void aboutEmpty(Map<String, Aggregator> aggregators) {
            step.empty().byOutput().keySet().stream()
                    .filter(name -> !step.aggregate().containsKey(name))
                    .forEach(this::unknownEmpty);
            aggregators.forEach((name, aggregator) -> {
                boolean given = excused.contains(name)
                        || step.empty().all().isPresent()
                        || step.empty().byOutput().containsKey(name);
                if (aggregator.needsEmpty() && !given) {
                    needy.add(name);
                }
            });
            boolean broken = run.draft.isBroken(step.path());
            if (step.lengths().isPresent() && !needy.isEmpty() && !broken) {
                missing(aggregators);
            }
            boolean useless = step.empty().all().isPresent()
                    && aggregators.size() == step.aggregate().size()
                    && !aggregators.isEmpty()
                    && aggregators.values().stream().noneMatch(Aggregator::needsEmpty);
            if (useless) {
                run.warning(
                        step.path() + ".empty",
                        "no output needs it, rows without items have a value of their own for "
                                + String.join(
                                        ", ",
                                        aggregators.values().stream()
                                                .map(Aggregator::word)
                                                .distinct()
                                                .toList()),
                        "Remove it, or give it by output: {output: value}.");
            }
        }

        private void missing(Map<String, Aggregator> aggregators) {
            String first = needy.get(0);
            Aggregator aggregator = aggregators.getOrDefault(first, Aggregator.MEAN);
            boolean byOutput = !step.empty().byOutput().isEmpty();
            error(
                    byOutput ? step.path() + ".empty" : step.path(),
                    (byOutput
                                    ? "there is no value for "
                                    : "'empty' is missing: with lengths a row may have no items, and ")
                            + (byOutput
                                    ? quoted(needy) + ", and with lengths a row may have no items"
                                    : aggregator.word() + " of '" + first + "' needs a value for that"),
                    byOutput ? "Add one." : "Add empty: a value, or {" + first + ": a value}.",
                    Optional.empty());
        }

        private void unknownEmpty(String name) {
            String path = Place.child(step.path() + ".empty", name);
            Optional<String> meant = Words.nearest(name, step.aggregate().keySet());
            error(
                    path,
                    "'" + name + "' isn't aggregated; "
                            + Words.known(step.aggregate().keySet()),
                    meant.map(m -> "Did you mean '" + m + "'?").orElse("Remove it."),
                    meant.flatMap(m -> run.draft.graph().source().key(path).flatMap(k -> k.patch(m))));
            meant.ifPresent(excused::add);
        }

        private String quoted(List<String> names) {
            return String.join(", ", names.stream().map(n -> "'" + n + "'").toList());
        }

        private void error(String path, String message, String mend, Optional<Patch> patch) {
            sound = false;
            run.error(path, message, mend, patch);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/** Checks model steps (rules 7 and 16). */
final class ModelStepCheck {
    private static final Pattern COLUMN = Pattern.compile("(.*)\\[(0|[1-9][0-9]{0,8})\\]", Pattern.DOTALL);

    private static final Set<String> NAMELESS = Set.of("xgboost", "lightgbm");

    private final CheckRun run;
    private final GuardCheck guards;

    ModelStepCheck(CheckRun run, GuardCheck guards) {
        this.run = run;
        this.guards = guards;
    }

    Optional<Node> check(ModelStep step, Scope scope) {
        Optional<LocatedModel> model = model(step);
        Map<String, Resolved> given = new LinkedHashMap<>();
        step.input()
                .ifPresent(
                        text -> given.put("", run.references.resolve(text, step.path() + ".input", scope, step.id())));
        step.inputs()
                .forEach((own, text) -> given.put(
                        own,
                        run.references.resolve(text, Place.child(step.path() + ".inputs", own), scope, step.id())));
        if (model.isEmpty()) {
            publish(step, unread(step), scope);
            return Optional.empty();
        }
        One one = new One(step, model.get());
        Optional<List<ModelNode.ModelInput>> inputs =
                run.draft.isBroken(step.path()) ? Optional.empty() : one.inputs(given);
        Rows rows = one.rows();
        Map<String, Knowledge> types = new LinkedHashMap<>();
        Optional<List<ModelNode.ModelOutput>> outputs = one.outputs(rows, types);
        // A list of outputs that couldn't be read to its end may have any.
        boolean open = keepsSome(step) && run.draft.isBroken(step.path());
        Optional<Knowledge> others = open ? Optional.of(Knowledge.OF_MODEL) : Optional.empty();
        Visible visible = new Visible(step.id(), false, types, Map.of(), false, others);
        GuardCheck.Guarded guarded = publish(step, visible, scope);
        if (inputs.isEmpty() || outputs.isEmpty() || !guarded.sound()) {
            return Optional.empty();
        }
        return Optional.of(new ModelNode(
                step.id(),
                step.path(),
                model.get().key(),
                inputs.get(),
                outputs.get(),
                rows == Rows.ONE,
                guarded.guard()));
    }

    private GuardCheck.Guarded publish(ModelStep step, Visible own, Scope scope) {
        GuardCheck.Guarded guarded = guards.check(step.timeout(), step.fallback(), own, scope, step.path());
        scope.add(guarded.visible());
        run.publish(guarded.visible());
        return guarded;
    }

    private boolean keepsSome(ModelStep step) {
        return run.draft.graph().source().has(step.path() + ".outputs");
    }

    private static Visible unread(ModelStep step) {
        if (step.outputs().isEmpty()) {
            return Visible.open(step.id(), Knowledge.OF_MODEL);
        }
        Map<String, Knowledge> outputs = new LinkedHashMap<>();
        step.outputs().keySet().forEach(name -> outputs.put(name, Knowledge.OF_MODEL));
        return Visible.node(step.id(), outputs);
    }

    private Optional<LocatedModel> model(ModelStep step) {
        Map<String, ModelSpec> models = run.spec().models();
        if (models.containsKey(step.use())) {
            run.usage.model(step.use());
            return run.models.find(step.use());
        }
        if (step.use().isEmpty()) {
            run.usage.someModel();
            return Optional.empty();
        }
        String at = step.path() + ".use";
        boolean named = run.draft.graph().source().scalar(at).isPresent();
        Optional<String> meant = Words.nearest(step.use(), models.keySet());
        meant.ifPresentOrElse(run.usage::model, run.usage::someModel);
        String mend = meant.map(m -> named ? "Did you mean '" + m + "'?" : "Did you mean use: " + m + "?")
                .orElse(named ? "Add it to spec.models." : "Name one with use, or add it to spec.models.");
        run.error(
                named ? at : step.path(),
                "no model '" + step.use() + "'; " + Words.known(models.keySet()),
                mend,
                meant.filter(m -> named).flatMap(m -> run.patch(at, m)));
        return Optional.empty();
    }

    /** How many rows a model takes at a time (rule 7). */
    private enum Rows {
        ANY,
        ONE,
        /** Just so many, or it doesn't know of rows; there is a finding. */
        UNFIT
    }

    /** One step with its model's signature at hand. */
    private final class One {
        private final ModelStep step;
        private final LocatedModel model;
        private final Signature signature;

        One(ModelStep step, LocatedModel model) {
            this.step = step;
            this.model = model;
            this.signature = model.signature();
        }

        private String name() {
            return "model '" + model.key() + "'";
        }

        /** What each of the model's inputs gets; empty where that isn't right. */
        Optional<List<ModelNode.ModelInput>> inputs(Map<String, Resolved> given) {
            List<String> own = signature.inputs().stream().map(TensorSpec::name).toList();
            if (step.input().isPresent()) {
                return oneInput(own, given);
            }
            List<String> unknown =
                    given.keySet().stream().filter(n -> !own.contains(n)).toList();
            Set<String> meant = new HashSet<>();
            for (String name : unknown) {
                List<String> free =
                        own.stream().filter(n -> !given.containsKey(n)).toList();
                Optional<String> near = Words.nearest(name, free);
                near.ifPresent(meant::add);
                String at = Place.child(step.path() + ".inputs", name);
                run.error(
                        at,
                        name() + " has no input '" + name + "'; " + Words.known(own),
                        near.map(m -> "Did you mean '" + m + "'?").orElse("Remove it."),
                        near.flatMap(m -> run.draft.graph().source().key(at).flatMap(k -> k.patch(m))));
            }
            List<String> missing = own.stream()
                    .filter(n -> !given.containsKey(n) && !meant.contains(n))
                    .toList();
            if (!missing.isEmpty() && unknown.size() <= meant.size()) {
                run.error(
                        step.path() + ".inputs",
                        name() + " also takes " + quoted(missing),
                        "Add a reference for " + (missing.size() == 1 ? "it." : "each."));
            }
            if (!unknown.isEmpty() || !missing.isEmpty()) {
                return Optional.empty();
            }
            List<Optional<ModelNode.ModelInput>> inputs = new ArrayList<>();
            for (TensorSpec spec : signature.inputs()) {
                Resolved resolved = Objects.requireNonNull(given.get(spec.name()));
                inputs.add(input(spec, resolved, Place.child(step.path() + ".inputs", spec.name())));
            }
            return CheckRun.all(inputs);
        }

        /** Files of tree libraries have no name for the one tensor that they take, so any does. */
        private boolean takesAnyName() {
            return NAMELESS.contains(model.runtime()) && signature.inputs().size() == 1;
        }

        private Optional<List<ModelNode.ModelInput>> oneInput(List<String> own, Map<String, Resolved> given) {
            if (own.size() != 1) {
                String example = own.stream()
                        .limit(3)
                        .map(n -> n + ": …")
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("");
                run.error(
                        step.path() + ".input",
                        name() + " has " + Words.count(own.size(), "input") + ": " + String.join(", ", own),
                        "Write inputs: {" + example + "}.");
                return Optional.empty();
            }
            Resolved resolved = Objects.requireNonNull(given.get(""));
            return CheckRun.all(List.of(input(signature.inputs().get(0), resolved, step.path() + ".input")));
        }

        private Optional<ModelNode.ModelInput> input(TensorSpec spec, Resolved given, String at) {
            Optional<TensorType> type = given.type();
            boolean fits = type.isEmpty() || fits(spec, type.get(), at);
            return given.reference().filter(r -> fits).map(r -> new ModelNode.ModelInput(spec.name(), r));
        }

        private boolean fits(TensorSpec spec, TensorType type, String at) {
            String wanted = new TensorType(spec.datatype(), spec.shape()).toString();
            String message = name() + " takes " + wanted + " as '" + spec.name() + "', this is " + type;
            if (spec.datatype() != type.datatype() && !widens(spec, type)) {
                boolean shaped = TypeFit.shapes(spec.shape(), type.shape(), run.batch());
                run.error(
                        at,
                        message,
                        TypeFit.datatypeMend(spec.datatype(), type),
                        shaped
                                ? CastMend.patch(run, step.path(), step.id(), at, spec.datatype(), type)
                                : Optional.empty());
                return false;
            }
            if (!TypeFit.shapes(spec.shape(), type.shape(), run.batch())) {
                run.error(at, message, TypeFit.shapeMend(spec.shape(), type.shape()));
                return false;
            }
            return true;
        }

        /** LightGBM works in 64-bit floats, and takes 32-bit ones for what they are there. */
        private boolean widens(TensorSpec spec, TensorType type) {
            return model.runtime().equals("lightgbm")
                    && spec.datatype() == Datatype.FP64
                    && type.datatype() == Datatype.FP32;
        }

        Rows rows() {
            if (!run.batch()) {
                return Rows.ANY;
            }
            Rows rows = Rows.ANY;
            for (TensorSpec input : signature.inputs()) {
                Shape shape = input.shape();
                if (shape == null || (shape.rank() > 0 && shape.dim(0) == Shape.DYNAMIC)) {
                    continue;
                } else if (shape.rank() == 0) {
                    aboutModel("input '" + input.name() + "' is a scalar and has no batch dimension");
                    return Rows.UNFIT;
                } else if (shape.dim(0) != 1) {
                    aboutModel("input '" + input.name() + "' is " + shape + ": it takes just " + shape.dim(0)
                            + " rows at a time");
                    return Rows.UNFIT;
                }
                rows = Rows.ONE;
            }
            if (signature.inputs().isEmpty()) {
                aboutModel("the model takes no input, so it can't answer row by row");
                return Rows.UNFIT;
            }
            return rows;
        }

        private void aboutModel(String message) {
            run.error(
                    Place.child("spec.models", model.key()),
                    message,
                    "Export it with an open first dimension, or set batch: false in spec if a request is one row.");
        }

        /** @param types gets what is known of each output */
        Optional<List<ModelNode.ModelOutput>> outputs(Rows rows, Map<String, Knowledge> types) {
            Map<String, String> wanted = new LinkedHashMap<>(step.outputs());
            if (!keepsSome(step)) {
                signature.outputs().forEach(spec -> wanted.put(spec.name(), spec.name()));
            }
            List<Optional<ModelNode.ModelOutput>> outputs = new ArrayList<>();
            wanted.forEach((name, own) -> {
                String at = step.outputs().isEmpty() ? step.path() : Place.child(step.path() + ".outputs", name);
                outputs.add(output(name, own, at, rows, types));
            });
            return CheckRun.all(outputs);
        }

        private Optional<ModelNode.ModelOutput> output(
                String name, String own, String at, Rows rows, Map<String, Knowledge> types) {
            types.put(name, Knowledge.OF_MODEL);
            Optional<TensorSpec> whole = find(own);
            Matcher matcher = COLUMN.matcher(own);
            boolean isColumn = whole.isEmpty() && matcher.matches();
            Optional<TensorSpec> spec = isColumn ? find(matcher.group(1)) : whole;
            if (spec.isEmpty()) {
                unknownOutput(own, isColumn ? Optional.of(matcher.group(1)) : Optional.empty(), at);
                return Optional.empty();
            }
            int column = isColumn ? Integer.parseInt(matcher.group(2)) : ModelNode.ModelOutput.WHOLE;
            Optional<Knowledge> type = type(spec.get(), column, at, rows);
            type.ifPresent(known -> types.put(name, known));
            return type.map(known -> new ModelNode.ModelOutput(name, spec.get().name(), column));
        }

        private Optional<TensorSpec> find(String own) {
            return signature.outputs().stream()
                    .filter(s -> s.name().equals(own))
                    .findFirst();
        }

        private void unknownOutput(String own, Optional<String> base, String at) {
            List<String> known =
                    signature.outputs().stream().map(TensorSpec::name).toList();
            Optional<String> meant = Words.nearest(base.orElse(own), known)
                    .map(m -> m + own.substring(base.orElse(own).length()));
            run.error(
                    at,
                    name() + " has no output '" + base.orElse(own) + "'; " + Words.known(known),
                    meant.map(m -> "Did you mean '" + m + "'?").orElse(""),
                    meant.flatMap(m -> run.patch(at, m)));
        }

        private Optional<Knowledge> type(TensorSpec spec, int column, String at, Rows rows) {
            Shape shape = spec.shape();
            if (shape == null) {
                Shape given = column == ModelNode.ModelOutput.WHOLE ? null : Shape.of(Shape.DYNAMIC);
                return Optional.of(new Knowledge.Known(new TensorType(spec.datatype(), given)));
            }
            if (rows == Rows.UNFIT) {
                return Optional.empty();
            }
            if (run.batch()) {
                boolean perRow =
                        shape.rank() > 0 && (shape.dim(0) == Shape.DYNAMIC || (rows == Rows.ONE && shape.dim(0) == 1));
                if (!perRow) {
                    run.error(
                            at,
                            "output '" + spec.name() + "' of " + name() + " is " + shape
                                    + " and has no batch dimension",
                            "Keep only outputs with a value for each row: outputs: {name: own name}.");
                    return Optional.empty();
                }
                shape = shape.with(0, Shape.DYNAMIC);
            }
            if (column == ModelNode.ModelOutput.WHOLE) {
                return Optional.of(new Knowledge.Known(new TensorType(spec.datatype(), shape)));
            }
            return column(spec, shape, column, at);
        }

        private Optional<Knowledge> column(TensorSpec spec, Shape shape, int column, String at) {
            if (shape.rank() != 2) {
                run.error(
                        at,
                        "output '" + spec.name() + "' of " + name() + " is " + shape + " and has no columns",
                        "Write '" + spec.name() + "' for the whole tensor.");
                return Optional.empty();
            }
            if (shape.dim(1) != Shape.DYNAMIC && column >= shape.dim(1)) {
                run.error(
                        at,
                        "output '" + spec.name() + "' of " + name() + " has " + Words.count(shape.dim(1), "column")
                                + ", no column " + column,
                        "Columns count from 0.");
                return Optional.empty();
            }
            return Optional.of(new Knowledge.Known(new TensorType(spec.datatype(), Shape.of(shape.dim(0)))));
        }

        private static String quoted(List<String> names) {
            return String.join(", ", names.stream().map(n -> "'" + n + "'").toList());
        }
    }
}

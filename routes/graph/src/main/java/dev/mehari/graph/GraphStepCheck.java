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

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.TensorType;

/** Checks steps that run another graph (rule 24). */
final class GraphStepCheck {
    private final CheckRun run;
    private final GuardCheck guards;

    GraphStepCheck(CheckRun run, GuardCheck guards) {
        this.run = run;
        this.guards = guards;
    }

    Optional<Node> check(GraphStep step, Scope scope) {
        GivenInputs given = GivenInputs.resolve(step.input(), step.inputs(), step.path(), step.id(), scope, run);
        Optional<CheckedGraph> child = child(step);
        Optional<List<ModelNode.ModelInput>> inputs = child.filter(c -> !run.draft.isBroken(step.path()))
                .flatMap(c -> new Inputs(step, c).check(given.byName()));
        Visible own = child.map(c -> Visible.node(step.id(), outputs(c)))
                .orElseGet(() -> Visible.open(step.id(), Knowledge.NOTHING));
        GuardCheck.Guarded guarded = guards.check(step.timeout(), step.fallback(), own, scope, step.path());
        scope.add(guarded.visible());
        run.publish(guarded.visible());
        child.ifPresent(run::child);
        if (inputs.isEmpty() || !guarded.sound()) {
            return Optional.empty();
        }
        List<String> outputs = List.copyOf(own.outputs().keySet());
        return Optional.of(new GraphNode(step.id(), step.path(), step.use(), inputs.get(), outputs, guarded.guard()));
    }

    private static Map<String, Knowledge> outputs(CheckedGraph child) {
        Map<String, Knowledge> outputs = new LinkedHashMap<>();
        child.outputs().forEach(output -> outputs.put(output.name(), new Knowledge.Known(output.type())));
        return outputs;
    }

    // --------------------------------------------------------------------------------------------- which graph

    private Optional<CheckedGraph> child(GraphStep step) {
        String name = step.use();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        boolean named = run.draft.graph().source().scalar(step.path() + ".use").isPresent();
        String path = named ? step.path() + ".use" : step.path();
        if (!isName(name, path)) {
            return Optional.empty();
        }
        if (name.equals(run.draft.graph().name())) {
            run.error(path, "the graph '" + name + "' uses itself", "Use another graph, or a cascade or split inside.");
            return Optional.empty();
        }
        if (run.family.isEmpty()) {
            return Optional.empty();
        }
        Family family = run.family.get();
        Optional<Family.Member> member =
                family.find(name, run.draft.graph().source().folder());
        if (member.isEmpty()) {
            unknown(name, path, named, family);
            return Optional.empty();
        }
        return member.flatMap(m -> checked(m, path, family));
    }

    private boolean isName(String name, String path) {
        int at = name.indexOf('@');
        if (at > 0) {
            String better = name.substring(0, at);
            run.error(
                    path,
                    "'" + name + "' names a revision, and a graph file names graphs",
                    "Write '" + better + "': which revision it is, the digest says.",
                    run.patch(path, better));
            return false;
        }
        if (!NameCheck.GRAPH_NAME.matcher(name).matches()) {
            run.error(
                    path,
                    "'" + name + "' can't be a graph's name: lower-case letters, digits and '-', none at the ends",
                    "Write use: the metadata.name of a graph.");
            return false;
        }
        return true;
    }

    private void unknown(String name, String path, boolean named, Family family) {
        Set<String> known = family.names();
        known.remove(run.draft.graph().name());
        Optional<String> meant = Words.nearest(name, known);
        String unread = family.unreadable().isEmpty()
                ? ""
                : "; not read: "
                        + String.join(
                                ", ", family.unreadable().stream().limit(3).toList());
        run.error(
                path,
                "no graph '" + name + "'; " + Words.known(known) + unread,
                meant.map(m -> named ? "Did you mean '" + m + "'?" : "Did you mean use: " + m + "?")
                        .orElse("Put its *.graph.yaml beside this file, or name its file too."),
                meant.filter(m -> named).flatMap(m -> run.patch(path, m)));
    }

    private Optional<CheckedGraph> checked(Family.Member member, String path, Family family) {
        String own = run.draft.graph().name();
        List<String> way = family.way(member, own);
        if (!way.isEmpty()) {
            run.error(
                    path,
                    "graphs use each other in a ring: " + own + " → " + String.join(" → ", way),
                    "Take what both need into a graph of its own.");
            return Optional.empty();
        }
        if (family.isTooDeep(member.name())) {
            run.error(
                    path,
                    "graphs stand in graphs more than " + Family.MAX_NESTING + " deep",
                    "Put the steps of some of them into the graphs that use them.");
            return Optional.empty();
        }
        Optional<CheckedGraph> graph = family.check(member);
        if (graph.isEmpty()) {
            Optional<Finding> first =
                    member.findings().sorted().stream().filter(Finding::isError).findFirst();
            String file = String.valueOf(member.path().getFileName());
            run.error(
                    path,
                    "the graph '" + member.name() + "' is wrong itself"
                            + first.map(f -> ", first in " + file + ":" + f.line())
                                    .orElse(""),
                    "Check " + file + ", and mend it.");
            return Optional.empty();
        }
        if (graph.get().batch() != run.batch()) {
            run.error(
                    path,
                    run.batch()
                            ? "'" + member.name()
                                    + "' has batch: false and this graph hasn't, so that it can't answer rows"
                            : "this graph has batch: false and '" + member.name() + "' hasn't",
                    "Set batch: false in both, or in neither.");
            return Optional.empty();
        }
        return graph;
    }

    // --------------------------------------------------------------------------------------------------- inputs

    /** What one other graph's inputs get. */
    private final class Inputs {
        private final GraphStep step;
        private final CheckedGraph child;
        private final Map<String, CheckedInput> own = new LinkedHashMap<>();

        Inputs(GraphStep step, CheckedGraph child) {
            this.step = step;
            this.child = child;
            child.inputs().forEach(input -> own.put(input.name(), input));
        }

        private String name() {
            return "graph '" + child.name() + "'";
        }

        private List<String> required() {
            return own.values().stream()
                    .filter(input -> input.defaultRow().isEmpty())
                    .map(CheckedInput::name)
                    .toList();
        }

        Optional<List<ModelNode.ModelInput>> check(Map<String, Resolved> given) {
            if (step.input().isPresent()) {
                return only(Objects.requireNonNull(given.get("")));
            }
            Set<String> meant = new HashSet<>();
            boolean sound = true;
            for (String name : given.keySet()) {
                if (!own.containsKey(name)) {
                    unknown(name, given, meant);
                    sound = false;
                }
            }
            List<String> missing = required().stream()
                    .filter(n -> !given.containsKey(n) && !meant.contains(n))
                    .toList();
            if (!missing.isEmpty()) {
                run.error(
                        step.path() + ".inputs",
                        name() + " also takes " + quoted(missing)
                                + (missing.size() == 1 ? ", which has" : ", which have") + " no default",
                        "Add a reference for " + (missing.size() == 1 ? "it." : "each."));
                return Optional.empty();
            }
            if (!sound) {
                return Optional.empty();
            }
            List<Optional<ModelNode.ModelInput>> inputs = new ArrayList<>();
            own.forEach((name, input) -> {
                Resolved resolved = given.get(name);
                if (resolved != null) {
                    inputs.add(input(input, resolved, Place.child(step.path() + ".inputs", name)));
                }
            });
            return CheckRun.all(inputs);
        }

        private void unknown(String name, Map<String, Resolved> given, Set<String> meant) {
            String path = Place.child(step.path() + ".inputs", name);
            List<String> free =
                    own.keySet().stream().filter(n -> !given.containsKey(n)).toList();
            Optional<String> near = Words.nearest(name, free);
            near.ifPresent(meant::add);
            run.error(
                    path,
                    name() + " has no input '" + name + "'; " + Words.known(own.keySet()),
                    near.map(m -> "Did you mean '" + m + "'?").orElse("Remove it."),
                    near.flatMap(m -> run.draft.graph().source().key(path).flatMap(k -> k.patch(m))));
        }

        private Optional<List<ModelNode.ModelInput>> only(Resolved given) {
            List<String> taken = own.size() == 1 ? List.copyOf(own.keySet()) : required();
            if (taken.size() != 1) {
                String example = String.join(
                        ", ", own.keySet().stream().limit(3).map(n -> n + ": …").toList());
                run.error(
                        step.path() + ".input",
                        name() + " has " + Words.count(own.size(), "input") + ": " + String.join(", ", own.keySet()),
                        "Write inputs: {" + example + "}.");
                return Optional.empty();
            }
            CheckedInput input = Objects.requireNonNull(own.get(taken.get(0)));
            return input(input, given, step.path() + ".input").map(List::of);
        }

        private Optional<ModelNode.ModelInput> input(CheckedInput input, Resolved given, String path) {
            boolean fits = given.type().map(t -> fits(input, t, path)).orElse(true);
            return given.reference().filter(r -> fits).map(r -> new ModelNode.ModelInput(input.name(), r));
        }

        private boolean fits(CheckedInput input, TensorType type, String path) {
            TensorType wanted = input.type();
            String message = name() + " takes " + wanted + " as '" + input.name() + "', this is " + type;
            if (wanted.datatype() != type.datatype()) {
                boolean shaped = TypeFit.shapes(wanted.shape(), type.shape(), run.batch());
                run.error(
                        path,
                        message,
                        TypeFit.datatypeMend(wanted.datatype(), type),
                        shaped
                                ? CastMend.patch(run, step.path(), step.id(), path, wanted.datatype(), type)
                                : Optional.empty());
                return false;
            }
            if (!TypeFit.shapes(wanted.shape(), type.shape(), run.batch())) {
                run.error(path, message, TypeFit.shapeMend(wanted.shape(), type.shape()));
                return false;
            }
            return columnsFit(input, type, path);
        }

        /** Columns are taken by their place; the other's very names in another order are a mistake. */
        private boolean columnsFit(CheckedInput input, TensorType type, String path) {
            List<Feature> wanted = input.type().features();
            if (wanted.isEmpty() || type.features().isEmpty()) {
                return true;
            }
            List<String> names = wanted.stream().map(Feature::name).toList();
            List<String> given = type.features().stream().map(Feature::name).toList();
            if (!names.equals(given)) {
                String message = name() + " takes the columns " + few(names) + " as '" + input.name() + "', these are "
                        + few(given);
                if (new HashSet<>(names).equals(new HashSet<>(given))) {
                    run.error(
                            path,
                            message + ", in another order",
                            "Pick them in that order with a transform and select.");
                    return false;
                }
                run.warning(
                        path, message + "; they are taken by their place", "Name columns alike that mean the same.");
            }
            for (int i = 0; i < wanted.size(); i++) {
                List<String> own = wanted.get(i).categories();
                List<String> other = type.features().get(i).categories();
                if (!own.isEmpty() && !other.isEmpty() && !own.equals(other)) {
                    run.error(
                            path,
                            "the column '" + wanted.get(i).name() + "' has the categories " + few(own) + " in " + name()
                                    + " and " + few(other) + " here, so that an index doesn't mean the same",
                            "List the same categories in the same order in both.");
                    return false;
                }
            }
            return true;
        }

        private static String few(List<String> names) {
            return String.join(", ", names.stream().limit(6).toList()) + (names.size() > 6 ? ", …" : "");
        }

        private static String quoted(List<String> names) {
            return String.join(", ", names.stream().map(n -> "'" + n + "'").toList());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Resolves references (rules 2 and 3) and says what is wrong with those that can't be. */
final class References {
    private final CheckRun run;

    References(CheckRun run) {
        this.run = run;
    }

    /**
     * @param text as it stands in the file
     * @param path where it stands
     * @param self the id of the node that it stands in; empty for {@code spec.outputs}
     */
    Resolved resolve(String text, String path, Scope scope, String self) {
        int dot = text.indexOf('.');
        String id = dot < 0 ? text : text.substring(0, dot);
        Optional<String> output = dot < 0 ? Optional.empty() : Optional.of(text.substring(dot + 1));
        Optional<Visible> visible = scope.find(id);
        if (visible.isEmpty()) {
            unseen(text, id, path, scope, self);
            return Resolved.WRONG;
        }
        run.usage.tensor(id);
        if (visible.get().isInput()) {
            return input(visible.get(), output, path);
        }
        return output.isPresent() ? output(visible.get(), output.get(), path) : onlyOutput(visible.get(), path);
    }

    private Resolved input(Visible input, Optional<String> output, String path) {
        Knowledge knowledge = input.outputs().values().iterator().next();
        if (output.isEmpty()) {
            return new Resolved(Optional.of(Reference.input(input.id())), knowledge);
        }
        if (isColumn(knowledge, output.get())) {
            column(input.id(), output.get(), path);
        } else {
            run.error(
                    path,
                    "'" + input.id() + "' is an input and has no output '" + output.get() + "'",
                    "Write '" + input.id() + "'.",
                    run.patch(path, input.id()));
        }
        return Resolved.WRONG;
    }

    private Resolved onlyOutput(Visible node, String path) {
        if (node.others().isPresent()) {
            return new Resolved(Optional.empty(), node.others().get());
        }
        if (node.outputs().size() == 1) {
            return output(node, node.outputs().keySet().iterator().next(), path);
        }
        if (node.outputs().isEmpty()) {
            run.error(
                    path,
                    "'" + node.id() + "' gives nothing that all its branches have",
                    node.hasBranch()
                            ? "Let its branches give an output of one name; which of them answered is '" + node.id()
                                    + ".branch'."
                            : "Let its branches give an output of one name.");
            return Resolved.WRONG;
        }
        List<String> choices = node.outputs().keySet().stream()
                .limit(6)
                .map(name -> "'" + node.id() + "." + name + "'")
                .toList();
        run.error(
                path,
                "'" + node.id() + "' has " + node.outputs().size() + " outputs, one is wanted",
                "Write " + String.join(" or ", choices) + ".");
        return Resolved.WRONG;
    }

    private Resolved output(Visible node, String output, String path) {
        if (node.hasBranch() && output.equals(ChoiceNode.BRANCH)) {
            return new Resolved(
                    Optional.of(new Reference(node.id(), output)),
                    new Knowledge.Known(Visible.branchType(run.batch())));
        }
        Knowledge knowledge = node.outputs().get(output);
        if (knowledge instanceof Knowledge.Unusable unusable) {
            run.error(path, "'" + node.id() + "." + output + "' can't be used: " + unusable.reason(), unusable.mend());
            return Resolved.WRONG;
        }
        if (knowledge != null) {
            return new Resolved(Optional.of(new Reference(node.id(), output)), knowledge);
        }
        String partial = node.partial().get(output);
        if (partial != null) {
            run.error(
                    path, "'" + node.id() + "." + output + "' can't be used: " + partial, "Let all branches give it.");
            return Resolved.WRONG;
        }
        if (node.others().isPresent()) {
            return new Resolved(
                    Optional.of(new Reference(node.id(), output)), node.others().get());
        }
        unknownOutput(node, output, path);
        return Resolved.WRONG;
    }

    private void unknownOutput(Visible node, String output, String path) {
        Optional<String> holder = node.outputs().keySet().stream()
                .filter(name -> isColumn(node.outputs().get(name), output)
                        || output.startsWith(name + ".")
                                && isColumn(node.outputs().get(name), output.substring(name.length() + 1)))
                .findFirst();
        if (holder.isPresent()) {
            String column = output.startsWith(holder.get() + ".")
                    ? output.substring(holder.get().length() + 1)
                    : output;
            column(node.id() + "." + holder.get(), column, path);
            return;
        }
        Optional<String> meant = Words.nearest(output, node.names());
        run.error(
                path,
                "'" + node.id() + "' has no output '" + output + "'; " + Words.known(node.names()),
                meant.map(m -> "Did you mean '" + node.id() + "." + m + "'?").orElse(""),
                meant.flatMap(m -> run.patch(path, node.id() + "." + m)));
    }

    private void column(String holder, String column, String path) {
        run.error(
                path,
                "'" + column + "' is a column of '" + holder + "', and a reference names a whole tensor",
                "Pick it in a transform: {select: [" + Place.quote(column) + "]}.");
    }

    private static boolean isColumn(@Nullable Knowledge knowledge, String name) {
        return knowledge instanceof Knowledge.Known known && known.type().indexOf(name) >= 0;
    }

    private void unseen(String text, String id, String path, Scope scope, String self) {
        Home home = run.homes.get(id);
        if (!self.isEmpty() && id.equals(self)) {
            run.error(path, "'" + id + "' refers to itself", "Refer to an input or to an earlier step.");
        } else if (home == null) {
            unknown(text, id, path, scope);
        } else if (home.isTap()) {
            run.error(path, "'" + id + "' is a tap and gives nothing", "Refer to what comes before it.");
        } else if (path.startsWith(home.path() + ".")) {
            run.error(
                    path,
                    "'" + id + "' is the block around this step and has no outputs yet",
                    "Refer to an input or to an earlier step.");
        } else if (home.branch().isPresent() && !path.startsWith(home.branch().get() + ".")) {
            run.usage.tensor(id);
            String block = home.block();
            useAround(block);
            Home around = run.homes.get(block);
            boolean beside = around != null && path.startsWith(around.path() + ".");
            run.error(
                    path,
                    "'" + id + "' is inside a branch of '" + block + "' and unseen here",
                    beside
                            ? "Refer to an input, or to a step of this branch or before the block."
                            : "Use what the block gives: '" + block + ".NAME'.");
        } else {
            run.usage.tensor(id);
            run.error(path, "'" + id + "' comes later, and steps run in order", "Move it before this step.");
        }
    }

    /** The blocks around a node that somebody wanted: their outputs are the mend. */
    private void useAround(String block) {
        for (Home home = run.homes.get(block); home != null; home = run.homes.get(home.block())) {
            run.usage.tensor(block);
            block = home.block();
        }
    }

    private void unknown(String text, String id, String path, Scope scope) {
        Optional<Visible> holder = scope.all().stream()
                .filter(v ->
                        v.isInput() && isColumn(v.outputs().values().iterator().next(), text))
                .findFirst();
        if (holder.isPresent()) {
            run.usage.tensor(holder.get().id());
            column(holder.get().id(), text, path);
            return;
        }
        if (run.spec().models().containsKey(id)) {
            run.usage.tensors(scope.ids());
            run.error(
                    path,
                    "'" + id + "' is a model, and a reference names an input or a step",
                    "Refer to the step that uses it.");
            return;
        }
        List<String> givers = scope.all().stream()
                .filter(v -> !v.isInput() && v.names().contains(text))
                .map(Visible::id)
                .toList();
        if (scope.isOpen()) {
            run.usage.tensors(scope.ids());
            return;
        }
        Optional<String> near = Words.nearest(id, scope.ids());
        Optional<String> meant = givers.size() == 1
                ? Optional.of(givers.get(0) + "." + text)
                : near.map(m -> m + text.substring(id.length()));
        near.ifPresentOrElse(run.usage::tensor, () -> run.usage.tensors(scope.ids()));
        givers.forEach(run.usage::tensor);
        run.error(
                path,
                "no input or earlier step '" + id + "'; " + Words.known(scope.ids()),
                meant.map(m -> "Did you mean '" + m + "'?").orElse(""),
                meant.flatMap(m -> run.patch(path, m)));
    }

    /** The references of a list, in order. */
    List<Resolved> resolveAll(List<String> texts, String path, Scope scope, String self) {
        List<Resolved> resolved = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            resolved.add(resolve(texts.get(i), texts.size() == 1 ? path : Place.child(path, i), scope, self));
        }
        return resolved;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which outputs the steps of a file give, where the file alone tells it. */
public final class ToldOutputs {
    private final Map<String, Optional<Set<String>>> byNode = new HashMap<>();
    private final Set<String> parting = new LinkedHashSet<>();
    private final Map<String, Step> steps = new HashMap<>();

    public ToldOutputs(InferenceGraph graph) {
        Steps.each(graph.spec().steps(), step -> steps.put(step.id(), step));
        steps.values().forEach(step -> {
            if (step instanceof ChoiceStep || step instanceof CascadeStep || step instanceof TrafficStep) {
                parting.add(step.id());
            }
        });
    }

    /** The step of that id, wherever it stands. */
    public Optional<Step> step(String id) {
        return Optional.ofNullable(steps.get(id));
    }

    /**
     * A reference as far as it is told: {@code node.output}, or the node alone where its outputs aren't told. Inputs stay as
     * they are.
     */
    public Reference reference(String text) {
        int dot = text.indexOf('.');
        String id = dot < 0 ? text : text.substring(0, dot);
        Step step = steps.get(id);
        if (step == null) {
            return Reference.input(text);
        }
        String output = dot < 0 ? "" : text.substring(dot + 1);
        if (output.equals(ChoiceNode.BRANCH) && parting.contains(id)) {
            return new Reference(id, output);
        }
        Set<String> told = names(step).orElse(Set.of());
        if (told.contains(output)) {
            return new Reference(id, output);
        }
        return told.size() == 1 ? new Reference(id, told.iterator().next()) : Reference.input(id);
    }

    /** The names of what a step gives, without {@code branch}; empty where its model, or another graph, would tell. */
    private Optional<Set<String>> names(Step step) {
        Optional<Set<String>> known = byNode.get(step.id());
        if (known == null) {
            known = find(step);
            byNode.put(step.id(), known);
        }
        return known;
    }

    private Optional<Set<String>> find(Step step) {
        if (step instanceof ModelStep model) {
            return Optional.of(model.outputs().keySet()).filter(names -> !names.isEmpty());
        } else if (step instanceof TransformStep transform) {
            return Optional.of(Set.of(transform.output()));
        } else if (step instanceof SplitStep split) {
            return Optional.of(split.aggregate().keySet());
        } else if (step instanceof CallStep call) {
            Set<String> names = new LinkedHashSet<>();
            call.outputs().forEach(output -> names.add(output.name()));
            return Optional.of(names);
        } else if (step instanceof EnsembleStep ensemble
                && ensemble.combine().all().isEmpty()) {
            return Optional.of(ensemble.combine().byOutput().keySet());
        } else if (step instanceof GraphStep || step instanceof UnreadStep) {
            return Optional.empty();
        }
        return common(Steps.branches(step));
    }

    /** What all branches give. */
    private Optional<Set<String>> common(List<BranchSpec> branches) {
        Set<String> common = new LinkedHashSet<>();
        for (int i = 0; i < branches.size(); i++) {
            Optional<Set<String>> names = given(branches.get(i));
            if (names.isEmpty()) {
                return Optional.empty();
            } else if (i == 0) {
                common.addAll(names.get());
            } else {
                common.retainAll(names.get());
            }
        }
        return Optional.of(common);
    }

    private Optional<Set<String>> given(BranchSpec branch) {
        if (branch.outputs().isPresent()) {
            return Optional.of(branch.outputs().get().keySet());
        }
        List<Step> inside = new ArrayList<>(branch.steps());
        for (int i = inside.size() - 1; i >= 0; i--) {
            Optional<Set<String>> names =
                    inside.get(i) instanceof TapStep ? Optional.of(Set.of()) : names(inside.get(i));
            if (names.isEmpty() || !names.get().isEmpty()) {
                return names;
            }
        }
        return Optional.of(Set.of());
    }
}

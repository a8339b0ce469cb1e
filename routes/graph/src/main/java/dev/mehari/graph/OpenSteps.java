// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.cel.CelText;
import dev.mehari.maths.Aggregator;
import dev.mehari.maths.Combiner;
import dev.mehari.maths.Op;
import dev.mehari.tensor.TensorType;

/** Steps to nodes with open places, see {@link OpenGraph}. The file is known to be right. Confined to one thread. */
final class OpenSteps {
    private static final String HEADER = "header:";
    private static final String COOKIE = "cookie:";

    private final CheckRun run;
    private final Constants constants;
    private final ToldOutputs told;
    private final Map<String, Map<Integer, Object>> arguments = new HashMap<>();

    OpenSteps(CheckRun run) {
        this.run = run;
        this.constants = new Constants(run);
        this.told = new ToldOutputs(run.draft.graph());
    }

    /** See {@link OpenGraph#arguments}. */
    Map<String, Map<Integer, Object>> arguments() {
        return arguments;
    }

    Reference reference(String text) {
        return told.reference(text);
    }

    List<Node> nodes(List<Step> steps) {
        return steps.stream().map(this::node).toList();
    }

    private Node node(Step step) {
        if (step instanceof ModelStep model) {
            return node(model);
        } else if (step instanceof TransformStep transform) {
            return node(transform);
        } else if (step instanceof ChoiceStep choice) {
            return node(choice);
        } else if (step instanceof EnsembleStep ensemble) {
            return node(ensemble);
        } else if (step instanceof CascadeStep cascade) {
            return node(cascade);
        } else if (step instanceof TrafficStep traffic) {
            return node(traffic);
        } else if (step instanceof SplitStep split) {
            return node(split);
        } else if (step instanceof GraphStep graph) {
            return node(graph);
        } else if (step instanceof CallStep call) {
            return node(call);
        } else if (step instanceof TapStep tap) {
            return new TapNode(tap.id(), tap.path(), tap.to());
        }
        throw new IllegalArgumentException("the step at " + step.path() + " couldn't be read");
    }

    private ModelNode node(ModelStep step) {
        List<ModelNode.ModelOutput> outputs = new ArrayList<>();
        step.outputs()
                .forEach((name, own) -> outputs.add(new ModelNode.ModelOutput(name, own, ModelNode.ModelOutput.WHOLE)));
        return new ModelNode(
                step.id(),
                step.path(),
                step.use(),
                inputs(step.input(), step.inputs()),
                outputs,
                false,
                guard(step.timeout(), step.fallback()));
    }

    private GraphNode node(GraphStep step) {
        return new GraphNode(
                step.id(),
                step.path(),
                step.use(),
                inputs(step.input(), step.inputs()),
                List.of(),
                guard(step.timeout(), step.fallback()));
    }

    private CallNode node(CallStep step) {
        Map<String, TensorType> outputs = new LinkedHashMap<>();
        step.outputs().forEach(o -> outputs.put(o.name(), new TensorType(o.datatype(), o.shape())));
        String uri = new CallUri(run, step.path() + ".uri").check(step.uri()).orElse(step.uri());
        return new CallNode(
                step.id(),
                step.path(),
                uri,
                inputs(step.input(), step.inputs()),
                outputs,
                step.retries(),
                guard(step.timeout(), step.fallback()));
    }

    private List<ModelNode.ModelInput> inputs(Optional<String> only, Map<String, String> byName) {
        List<ModelNode.ModelInput> inputs = new ArrayList<>();
        only.ifPresent(text -> inputs.add(new ModelNode.ModelInput("", reference(text))));
        byName.forEach((own, text) -> inputs.add(new ModelNode.ModelInput(own, reference(text))));
        return inputs;
    }

    private TransformNode node(TransformStep step) {
        List<Op> ops = new ArrayList<>();
        for (OpSpec spec : step.ops()) {
            Object filled = constants.fill(spec).orElseThrow().arguments();
            if (spec.arguments() != null && spec.readsFile()) {
                arguments.computeIfAbsent(step.id(), id -> new HashMap<>()).put(ops.size(), spec.arguments());
            }
            ops.add(Op.parse(spec.kernel(), filled));
        }
        List<Reference> inputs = step.input().stream().map(this::reference).toList();
        return new TransformNode(step.id(), step.path(), inputs, ops, step.output());
    }

    private ChoiceNode node(ChoiceStep step) {
        List<ChoiceNode.When> when = step.when().stream()
                .map(w -> new ChoiceNode.When(w.path() + ".cel", CelText.safe(w.cel()), true, branch(w.branch())))
                .toList();
        return new ChoiceNode(step.id(), step.path(), when, branch(step.otherwise()), List.of());
    }

    private CascadeNode node(CascadeStep step) {
        List<CascadeNode.Stage> stages = step.stages().stream()
                .map(stage -> new CascadeNode.Stage(
                        stage.accept()
                                .map(cel -> new CascadeNode.Accept(
                                        stage.path() + ".accept", CelText.safe(cel), true, Map.of())),
                        branch(stage.branch())))
                .toList();
        return new CascadeNode(step.id(), step.path(), stages, List.of());
    }

    private TrafficNode node(TrafficStep step) {
        List<TrafficNode.Arm> arms = step.arms().stream()
                .map(arm -> new TrafficNode.Arm(
                        arm.weight().orElseThrow().movePointRight(2).intValueExact(), branch(arm.branch())))
                .toList();
        Optional<TrafficKey> key = step.key().map(text -> key(text, step.path() + ".key"));
        return new TrafficNode(step.id(), step.path(), arms, key, List.of());
    }

    private static TrafficKey key(String text, String path) {
        if (text.equals("caller")) {
            return new TrafficKey.Caller();
        } else if (text.startsWith(HEADER)) {
            return new TrafficKey.Header(text.substring(HEADER.length()));
        } else if (text.startsWith(COOKIE)) {
            return new TrafficKey.Cookie(text.substring(COOKIE.length()));
        }
        return new TrafficKey.Cel(path, CelText.safe(text), true);
    }

    private EnsembleNode node(EnsembleStep step) {
        List<EnsembleNode.WeightedBranch> branches = step.branches().stream()
                .map(b -> new EnsembleNode.WeightedBranch(b.weight().orElse(1), branch(b.branch())))
                .toList();
        Map<String, Combiner> combine = new LinkedHashMap<>();
        step.combine()
                .byOutput()
                .forEach((name, word) -> combine.put(name, Combiner.named(word).orElseThrow()));
        return new EnsembleNode(step.id(), step.path(), branches, combine, step.quorum(), step.deadline());
    }

    private SplitNode node(SplitStep step) {
        Map<String, SplitNode.Aggregate> outputs = new LinkedHashMap<>();
        step.aggregate().forEach((name, word) -> {
            Aggregator aggregator = Aggregator.named(word).orElseThrow();
            DefaultValue empty = step.empty().byOutput().get(name);
            if (empty == null && aggregator.needsEmpty()) {
                empty = step.empty().all().orElse(null);
            }
            outputs.put(name, new SplitNode.Aggregate(aggregator, empty == null ? null : Fills.value(empty)));
        });
        return new SplitNode(
                step.id(),
                step.path(),
                reference(step.input()),
                step.lengths().map(this::reference),
                step.as(),
                branch(step.branch()),
                outputs);
    }

    private Branch branch(BranchSpec branch) {
        return new Branch(branch.path(), nodes(branch.steps()), Map.of());
    }

    private Optional<Guard> guard(Optional<Duration> timeout, Optional<FallbackSpec> fallback) {
        if (timeout.isEmpty() && fallback.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Guard(timeout, fallback.map(this::fallback)));
    }

    private Fallback fallback(FallbackSpec spec) {
        if (spec.hasSteps()) {
            return new Fallback.Steps(branch(spec.branch()));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        spec.value().forEach((name, value) -> values.put(name, Fills.value(value)));
        return new Fallback.Values(values);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.Branch;
import dev.mehari.graph.CascadeNode;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.graph.TrafficKey;
import dev.mehari.graph.TrafficNode;

/**
 * Writes the blocks that send rows different ways: choice, cascade, traffic; and the steps of a fallback. What the JSON means stands at
 * {@code dev.mehari.nodes.RowsLanguage}.
 */
final class RowBlocks {
    private static final String ROW_MERGE = "#class:dev.mehari.nodes.RowMerge";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RouteWriter out;
    private final YamlText yaml;

    RowBlocks(RouteWriter out) {
        this.out = out;
        this.yaml = out.yaml();
    }

    // ------------------------------------------------------------------------------------------------ choice

    void write(ChoiceNode choice) {
        ObjectNode json = rows(choice.id());
        ArrayNode when = json.putArray("when");
        choice.when().forEach(w -> when.add(w.cel()));
        List<Branch> branches = Blocks.branches(choice);
        gives(json, choice.outputs(), branches);
        json.set("nested", out.blocks().nested(branches));
        json.put("warmupStride", out.warmupStride());
        split(
                choice.id(),
                json,
                () -> out.inTurns(
                        branches.size(),
                        () -> choice(
                                choice.id(),
                                () -> {
                                    for (ChoiceNode.When w : choice.when()) {
                                        when("cel", w.cel(), () -> out.steps(w.branch()));
                                    }
                                },
                                () -> out.steps(choice.otherwise()))));
    }

    // ------------------------------------------------------------------------------------------------ cascade

    void write(CascadeNode cascade) {
        ObjectNode json = rows(cascade.id());
        ObjectNode gives = JSON.objectNode();
        cascade.outputs().forEach(name -> gives.putArray(name).add(cascade.id() + "." + name));
        setUnlessEmpty(json, "gives", gives);
        json.putArray("numbers").addNull();
        json.set("nested", out.blocks().nested(Blocks.branches(cascade)));
        split(cascade.id(), json, () -> writeStage(cascade, 0));
    }

    /** The steps of a stage, and after them, unless it is the last, the parting of ways. */
    private void writeStage(CascadeNode cascade, int index) {
        CascadeNode.Stage stage = cascade.stages().get(index);
        if (stage.accept().isEmpty()) {
            out.nodesOrPass(stage.branch());
            return;
        }
        out.nodes(stage.branch().nodes());
        CascadeNode.Accept accept = stage.accept().get();
        String id = cascade.id() + "." + index;
        split(
                id,
                accepting(cascade, index, accept),
                () -> choice(
                        id,
                        () -> when(
                                "cel", accept.cel(), () -> yaml.line("steps:").deeper(out::pass)),
                        () -> yaml.line("steps:").deeper(() -> writeStage(cascade, index + 1))));
    }

    /** Accepted rows have this stage's outputs; the others those of the last stage, or what a split further in gave. */
    private ObjectNode accepting(CascadeNode cascade, int index, CascadeNode.Accept accept) {
        List<CascadeNode.Stage> stages = cascade.stages();
        boolean nextIsLast = index + 2 == stages.size();
        ObjectNode json = rows(cascade.id()).put("stage", index).put("accept", accept.cel());
        ObjectNode outputs = JSON.objectNode();
        accept.outputs().forEach((name, reference) -> outputs.put(name, reference.toString()));
        setUnlessEmpty(json, "outputs", outputs);
        ObjectNode gives = JSON.objectNode();
        for (String name : cascade.outputs()) {
            gives.putArray(name)
                    .add(Blocks.given(stages.get(index).branch(), name))
                    .add(nextIsLast ? Blocks.given(stages.get(index + 1).branch(), name) : cascade.id() + "." + name);
        }
        setUnlessEmpty(json, "gives", gives);
        ArrayNode numbers = json.putArray("numbers").add(index);
        if (nextIsLast) {
            numbers.add(index + 1);
        } else {
            numbers.addNull();
        }
        List<Branch> branches = Blocks.branches(cascade);
        json.set("nested", out.blocks().nested(branches.subList(index + 1, branches.size())));
        return json;
    }

    // ------------------------------------------------------------------------------------------------ traffic

    void write(TrafficNode traffic) {
        ObjectNode json = rows(traffic.id());
        ArrayNode arms = json.putArray("arms");
        traffic.arms().forEach(arm -> arms.add(arm.weight()));
        traffic.key().ifPresent(key -> json.set("key", json(key)));
        List<Branch> branches = Blocks.branches(traffic);
        gives(json, traffic.outputs(), branches);
        json.set("nested", out.blocks().nested(branches));
        json.put("warmupStride", out.warmupStride());
        int last = branches.size() - 1;
        if (last == 0) { // Camel takes no choice without conditions
            split(traffic.id(), json, () -> out.nodesOrPass(branches.get(0)));
            return;
        }
        split(
                traffic.id(),
                json,
                () -> out.inTurns(
                        branches.size(),
                        () -> choice(
                                traffic.id(),
                                () -> {
                                    for (int i = 0; i < last; i++) {
                                        Branch branch = branches.get(i);
                                        when(
                                                "rows",
                                                SafeJson.write(JSON.objectNode().put("branch", i)),
                                                () -> out.steps(branch));
                                    }
                                },
                                () -> out.steps(branches.get(last)))));
    }

    private static ObjectNode json(TrafficKey key) {
        ObjectNode json = JSON.objectNode();
        if (key instanceof TrafficKey.Header header) {
            json.put("header", header.name());
        } else if (key instanceof TrafficKey.Cookie cookie) {
            json.put("cookie", cookie.name());
        } else if (key instanceof TrafficKey.Cel cel) {
            json.put("cel", cel.cel());
        } else {
            json.put("caller", true);
        }
        return json;
    }

    // ------------------------------------------------------------------------------------------------ fallback

    /** After a node that has marked that it failed, steps that give its outputs. In warm-up they take turns with the node. */
    void writeFallback(String node, Branch steps) {
        ObjectNode json = rows(node);
        gives(json, List.copyOf(steps.gives().keySet()), List.of(steps));
        json.set("nested", out.blocks().nested(List.of(steps)));
        json.put("tellsBranch", false);
        String failed = SafeJson.write(JSON.objectNode().put("failed", node));
        yaml.line("- choice:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", node + ".guard").line("when:");
                    yaml.deeper(() -> when("rows", failed, () -> yaml.line("steps:")
                            .deeper(() -> split(
                                    node + ".fallback", json, () -> out.inTurns(2, () -> out.nodesOrPass(steps))))));
                }));
    }

    // ------------------------------------------------------------------------------------------------ common

    private ObjectNode rows(String block) {
        return JSON.objectNode().put("graph", out.id()).put("block", block);
    }

    private static void gives(ObjectNode json, List<String> outputs, List<Branch> branches) {
        ObjectNode gives = JSON.objectNode();
        for (String name : outputs) {
            ArrayNode from = gives.putArray(name);
            branches.forEach(branch -> from.add(Blocks.given(branch, name)));
        }
        setUnlessEmpty(json, "gives", gives);
    }

    private static void setUnlessEmpty(ObjectNode json, String key, ObjectNode value) {
        if (!value.isEmpty()) {
            json.set(key, value);
        }
    }

    private void split(String id, ObjectNode json, Runnable steps) {
        yaml.line("- split:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", id).line("language:");
                    yaml.deeper(() -> yaml.entry("language", "rows").entry("expression", SafeJson.write(json)));
                    yaml.entry("aggregationStrategy", ROW_MERGE).line("steps:").deeper(steps);
                }));
    }

    private void choice(String split, Runnable whens, Runnable otherwise) {
        yaml.line("- choice:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", split + ".choice");
                    yaml.line("when:").deeper(whens);
                    yaml.line("otherwise:").deeper(otherwise);
                }));
    }

    private void when(String language, String text, Runnable steps) {
        yaml.line("- language:").deeper(() -> {
            yaml.deeper(() -> yaml.entry("language", language).entry("expression", text));
            steps.run();
        });
    }
}

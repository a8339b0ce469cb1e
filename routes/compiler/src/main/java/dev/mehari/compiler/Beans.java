// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.EnsembleNode;
import dev.mehari.graph.Manifest;
import dev.mehari.graph.Node;
import dev.mehari.graph.SplitNode;

/** Writes what stands before the route: the declaration, and one bean for each block that needs more than a text. */
final class Beans {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Content graph;
    private final String id;
    private final YamlText yaml;
    private final Blocks blocks;

    Beans(Content graph, String id, YamlText yaml, Blocks blocks) {
        this.graph = graph;
        this.id = id;
        this.yaml = yaml;
        this.blocks = blocks;
    }

    void write(ObjectNode declaration, Optional<String> folder) {
        folder.ifPresent(Beans::requirePlain);
        yaml.line("- beans:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.item("name", id).deeper(() -> {
                        yaml.line("type: dev.mehari.nodes.Declaration").line("properties:");
                        yaml.deeper(() -> {
                            folder.ifPresent(
                                    f -> yaml.entry("folder", "{{mehari." + graph.name() + ".folder:" + f + "}}"));
                            yaml.entry("text", SafeJson.write(declaration))
                                    .entry("manifest", SafeJson.write(Manifest.of(graph.graph())));
                        });
                    });
                    writeBlocks(graph.nodes());
                }));
    }

    private static void requirePlain(String folder) {
        if (folder.contains("{{") || folder.contains("}}")) {
            throw new IllegalArgumentException(
                    "the graph's folder has two braces in its name, which Camel would read as a"
                            + " placeholder; rename it");
        }
    }

    private void writeBlocks(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof EnsembleNode ensemble) {
                writeBlock(ensemble.id(), "EnsembleMerge", json(ensemble));
            } else if (node instanceof SplitNode split) {
                writeBlock(split.id(), "SplitMerge", json(split));
            }
            Blocks.branches(node).forEach(branch -> writeBlocks(branch.nodes()));
        }
    }

    private void writeBlock(String block, String type, ObjectNode text) {
        yaml.item("name", id + "." + block).deeper(() -> {
            yaml.line("type: dev.mehari.nodes." + type).line("properties:");
            yaml.deeper(() -> yaml.entry("text", SafeJson.write(text)));
        });
    }

    private ObjectNode json(EnsembleNode ensemble) {
        ObjectNode json = JSON.objectNode().put("graph", id).put("block", ensemble.id());
        ObjectNode outputs = JSON.objectNode();
        ensemble.combine().forEach((name, combiner) -> {
            ObjectNode output = outputs.putObject(name).put("combine", combiner.word());
            if (blocks.knowGiven()) {
                ArrayNode from = output.putArray("from");
                ensemble.branches().forEach(b -> from.add(Blocks.given(b.branch(), name)));
            }
        });
        if (!outputs.isEmpty()) {
            json.set("outputs", outputs);
        }
        ArrayNode weights = json.putArray("weights");
        ensemble.branches().forEach(b -> weights.add(b.weight()));
        ensemble.quorum().ifPresent(quorum -> json.put("quorum", quorum));
        ensemble.deadline().ifPresent(deadline -> json.put("deadlineMillis", deadline.toMillis()));
        json.set("nested", blocks.nested(Blocks.branches(ensemble)));
        return json;
    }

    private ObjectNode json(SplitNode split) {
        ObjectNode json = JSON.objectNode().put("graph", id).put("block", split.id());
        json.put("input", split.input().toString());
        split.lengths().ifPresent(lengths -> json.put("lengths", lengths.toString()));
        json.put("as", split.as());
        ObjectNode outputs = json.putObject("outputs");
        split.outputs().forEach((name, how) -> {
            ObjectNode output =
                    outputs.putObject(name).put("aggregate", how.aggregator().word());
            if (blocks.knowGiven()) {
                output.put("from", Blocks.given(split.steps(), name));
            }
            if (how.empty() != null) {
                output.set("empty", Guards.isNaN(how.empty()) ? JSON.nullNode() : MAPPER.valueToTree(how.empty()));
            }
        });
        json.set("nested", blocks.nested(Blocks.branches(split)));
        return json;
    }
}

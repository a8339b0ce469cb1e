// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.EnsembleNode;
import dev.mehari.graph.Node;

/** Writes what stands before the route: the declaration, and one bean for each block that needs more than a text. */
final class Beans {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final CheckedGraph graph;
    private final String id;
    private final YamlText yaml;

    Beans(CheckedGraph graph, String id, YamlText yaml) {
        this.graph = graph;
        this.id = id;
        this.yaml = yaml;
    }

    void write(ObjectNode declaration, String folder) {
        if (folder.contains("{{") || folder.contains("}}")) {
            throw new IllegalArgumentException(
                    "the graph's folder has two braces in its name, which Camel would read as a"
                            + " placeholder; rename it");
        }
        yaml.line("- beans:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.item("name", id).deeper(() -> {
                        yaml.line("type: dev.mehari.nodes.Declaration").line("properties:");
                        yaml.deeper(() -> yaml.entry("folder", "{{mehari." + graph.name() + ".folder:" + folder + "}}")
                                .entry("text", SafeJson.write(declaration)));
                    });
                    writeBlocks(graph.nodes());
                }));
    }

    private void writeBlocks(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof EnsembleNode ensemble) {
                writeBlock(ensemble.id(), "EnsembleMerge", json(ensemble));
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
        ObjectNode outputs = json.putObject("outputs");
        ensemble.combine().forEach((name, combiner) -> {
            ArrayNode from =
                    outputs.putObject(name).put("combine", combiner.word()).putArray("from");
            ensemble.branches().forEach(b -> from.add(Blocks.given(b.branch(), name)));
        });
        ArrayNode weights = json.putArray("weights");
        ensemble.branches().forEach(b -> weights.add(b.weight()));
        ensemble.quorum().ifPresent(quorum -> json.put("quorum", quorum));
        ensemble.deadline().ifPresent(deadline -> json.put("deadlineMillis", deadline.toMillis()));
        json.set("nested", Blocks.nested(Blocks.branches(ensemble)));
        return json;
    }
}

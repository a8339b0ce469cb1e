// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.revision;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.crd.ClusterCheck;
import dev.mehari.crd.GraphResource;
import dev.mehari.graph.Finding;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.Reading;

/** The first half of a check: everything that an InferenceGraph says alone, and what only a cluster asks of it. */
public final class GraphCheck {
    private GraphCheck() {}

    /**
     * A graph, if it isn't refused, and all findings.
     *
     * @param graph empty where a finding is an error
     */
    public record Checked(Optional<InferenceGraph> graph, List<Finding> findings) {
        public Checked {
            findings = List.copyOf(findings);
        }
    }

    /** @param spec as applied, or as a revision keeps it */
    public static Checked check(String name, JsonNode spec) {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("apiVersion", GraphResource.GROUP + "/" + GraphResource.VERSION);
        manifest.put("kind", GraphResource.KIND);
        manifest.putObject("metadata").put("name", name);
        manifest.set("spec", spec);
        // JSON is YAML, and the folder is one where nothing lies: no file of the operator's can be meant.
        Reading reading = GraphFiles.read(name, manifest.toPrettyString(), Path.of("/nonexistent"));
        List<Finding> findings = new ArrayList<>(reading.findings());
        reading.graph().ifPresent(graph -> findings.addAll(ClusterCheck.findings(graph, spec)));
        return new Checked(reading.graph().filter(graph -> !Finding.anyError(findings)), findings);
    }
}

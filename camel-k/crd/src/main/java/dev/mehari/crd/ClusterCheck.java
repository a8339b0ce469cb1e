// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.graph.Finding;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.Severity;

/**
 * What only a cluster asks of a graph: that every model and data file says where it is, as there is no folder beside the
 * graph. Pure.
 */
public final class ClusterCheck {
    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    private ClusterCheck() {}

    /**
     * A finding for each relative URI without a {@code modelRoot}.
     *
     * @param graph one that the first half of a check doesn't refuse
     * @param spec the tree that it was read from
     */
    public static List<Finding> findings(InferenceGraph graph, JsonNode spec) {
        List<Finding> findings = new ArrayList<>();
        if (graph.spec().modelRoot().isPresent()) {
            return findings;
        }
        graph.spec()
                .models()
                .forEach((key, model) -> relative(graph, "spec.models." + key + ".uri", model.uri(), findings));
        files(graph, "spec.steps", spec.path("steps"), findings);
        return findings;
    }

    /** Constants from files, {@code {file: path#key}}, anywhere in steps. */
    private static void files(InferenceGraph graph, String path, JsonNode node, List<Finding> findings) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                files(graph, path + "[" + i + "]", node.get(i), findings);
            }
        } else if (node.size() == 1 && node.path("file").isTextual() && path.contains(".ops[")) {
            relative(graph, path + ".file", node.get("file").asText(), findings);
        } else {
            node.properties().forEach(each -> files(graph, path + "." + each.getKey(), each.getValue(), findings));
        }
    }

    private static void relative(InferenceGraph graph, String path, String uri, List<Finding> findings) {
        if (!ABSOLUTE.matcher(uri).matches()) {
            findings.add(new Finding(
                    graph.source().file(),
                    graph.source().line(path),
                    path,
                    Severity.ERROR,
                    "'" + uri + "' is relative, and in a cluster there is no folder beside the graph",
                    "Set spec.modelRoot to where the files are, such as configmap://" + graph.name()
                            + "-models or pvc://models, or write a whole URI.",
                    Optional.empty()));
        }
    }
}

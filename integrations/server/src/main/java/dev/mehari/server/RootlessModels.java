// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.mehari.graph.Finding;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.Severity;

/** Finds relative URIs of models that nothing says the start of: a graph in a cluster has no folder that they could lie in. */
final class RootlessModels {
    private static final String MEND =
            "Set spec.modelRoot, such as pvc://CLAIM/folder, configmap://NAME or s3://bucket/folder, or write the whole URI.";

    private RootlessModels() {}

    static List<Finding> findings(InferenceGraph graph, String file) {
        List<Finding> findings = new ArrayList<>();
        Optional<String> root = graph.spec().modelRoot();
        if (root.isPresent() && isRelative(root.get())) {
            findings.add(finding(
                    graph,
                    file,
                    "spec.modelRoot",
                    "the root '" + root.get() + "' is relative to a folder that isn't here"));
        } else if (root.isEmpty()) {
            graph.spec().models().forEach((key, model) -> {
                if (isRelative(model.uri())) {
                    findings.add(finding(
                            graph,
                            file,
                            "spec.models." + key + ".uri",
                            "'" + model.uri() + "' is relative, and the graph has no modelRoot"));
                }
            });
        }
        return findings;
    }

    private static boolean isRelative(String uri) {
        return !uri.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*") && !Path.of(uri).isAbsolute();
    }

    private static Finding finding(InferenceGraph graph, String file, String path, String message) {
        return new Finding(file, graph.source().line(path), path, Severity.ERROR, message, MEND, Optional.empty());
    }
}

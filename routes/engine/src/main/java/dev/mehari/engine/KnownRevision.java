// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphIdentity;

/**
 * What is remembered of a revision, loaded or not: enough to tell it from others, and to load it again.
 *
 * @param number counts up from 1 for each graph
 * @param identity the SHA-256 of what it is made of, 64 hexadecimal digits
 * @param firstSeen when it got its number
 * @param file the graph file's name, as whoever started the process named it
 * @param folder where relative model URIs start, absolute
 * @param modelRoot {@code spec.modelRoot}
 * @param manifest the graph file's text
 * @param canonical what the identity is the digest of, see {@link GraphIdentity#canonical}
 * @param models by model key
 * @param children the numbers of the graphs that its steps run, by name, each before those that use it
 * @param text the Camel YAML that it was compiled to, constants of data files included
 */
public record KnownRevision(
        String graph,
        long number,
        String identity,
        Instant firstSeen,
        String file,
        Path folder,
        Optional<String> modelRoot,
        String manifest,
        String canonical,
        Map<String, KnownModel> models,
        Map<String, Long> children,
        String text) {
    public KnownRevision {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
    }

    /**
     * A model of a revision.
     *
     * @param uri as the graph file has it
     * @param sha256 of its file, 64 hexadecimal digits
     * @param version the model's own; may be empty
     */
    public record KnownModel(String runtime, String uri, String sha256, String version) {}

    static KnownRevision of(
            CheckedGraph graph, long number, Instant firstSeen, Map<String, Long> children, String text) {
        Map<String, KnownModel> models = new LinkedHashMap<>();
        graph.models()
                .forEach((key, model) -> models.put(
                        key,
                        new KnownModel(
                                model.runtime(),
                                model.spec().uri(),
                                model.file().sha256(),
                                model.spec().version())));
        return new KnownRevision(
                graph.name(),
                number,
                GraphIdentity.of(graph),
                firstSeen,
                graph.graph().source().file(),
                graph.graph().source().folder().toAbsolutePath(),
                graph.graph().spec().modelRoot(),
                graph.graph().source().text(),
                GraphIdentity.canonical(graph),
                models,
                children,
                text);
    }

    /** {@code credit@3}. */
    public String id() {
        return graph + "@" + number;
    }

    /** The ids of the revisions that its steps run. */
    List<String> childIds() {
        return children.entrySet().stream()
                .map(child -> child.getKey() + "@" + child.getValue())
                .toList();
    }
}

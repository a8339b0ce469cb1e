// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.InferenceGraph;
import dev.mehari.graph.OpenGraph;

/*
 * One graph becomes one route.
 *
 *   model       to: infer:…          what it reads and gives stands in the step's own parameters
 *   transform   to: tensor:…         with its constants, files included
 *   choice      split (rows)         parts the batch by the conditions, so that each part agrees …
 *                 choice (cel)       … and then Camel's own choice sends the part its way
 *   cascade     split (rows)         a frame for the stages: the first stage, then …
 *                 split (rows)       … parts the rows that it is sure of from the others …
 *                   choice (cel)     … which leave, while the others go through the next stage, and so on
 *   traffic     split (rows)         parts the batch by the key
 *                 choice (rows)      by the number of the arm
 *   ensemble    multicast            with a bean that knows the combiners
 *   split       split (items)        one batch of all items, with a bean that knows the aggregators
 *   graph       to: graph:other@2    the other's route is part of the same export, before this one
 *   call        to: infer:…?uri=…    asks another server
 *   fallback    choice (rows)        after the step: where it has marked that it failed …
 *                 split (rows)       … a frame for the steps that answer instead
 *   tap         wireTap              to: tap:…
 *   spec.taps   doTry … doFinally    so that failed predictions are seen too
 *
 * What users wrote reaches Camel in three forms only: ids, which are identifiers; CEL texts, made safe when they were
 * checked; and JSON, made safe by SafeJson.
 */
/** Compiles a graph to Camel YAML. Stateless. */
public final class Compiler {
    private Compiler() {}

    /** Compiles a graph that uses no other. */
    public static CompiledGraph compile(CheckedGraph graph, long revision, String identity, String folder) {
        return compile(graph, revision, identity, folder, Map.of());
    }

    /**
     * @param revision the number the revision gets
     * @param identity the SHA-256 of what it is made of
     * @param folder where relative model URIs start when the text runs
     * @param childRevisions by name, the revisions of the graphs that steps use; their routes stand before this one
     */
    public static CompiledGraph compile(
            CheckedGraph graph, long revision, String identity, String folder, Map<String, Long> childRevisions) {
        return compile(Content.of(graph), revision, identity, Optional.of(folder), childRevisions);
    }

    /**
     * Compiles what a file alone tells, see {@link OpenGraph}: the text of {@link #compile} without what models, data files
     * and other graphs tell. It can't run; who has the models makes the closed text of the manifest in it, and
     * {@link OpenText} shows that both are of one graph.
     *
     * @param graph one that {@link dev.mehari.graph.GraphFiles#read} found nothing wrong with
     * @param revision the number the revision gets
     * @param identity of the revision, for whoever compiles it: nothing that runs reads it
     * @param childRevisions by name, the revisions of the graphs that steps use
     */
    public static CompiledGraph compileOpen(
            InferenceGraph graph, long revision, String identity, Map<String, Long> childRevisions) {
        return compile(Content.of(OpenGraph.of(graph)), revision, identity, Optional.empty(), childRevisions);
    }

    private static CompiledGraph compile(
            Content content,
            long revision,
            String identity,
            Optional<String> folder,
            Map<String, Long> childRevisions) {
        String id = content.name() + "@" + revision;
        YamlText yaml = new YamlText();
        Blocks blocks = new Blocks(content.children());
        ObjectNode declaration = DeclarationJson.of(content, revision, identity, blocks.told(content.nodes()));
        new Beans(content, id, yaml, blocks).write(declaration, folder);
        new RouteWriter(content, id, yaml, blocks, childRevisions).write();
        return new CompiledGraph(id, yaml.toString());
    }
}

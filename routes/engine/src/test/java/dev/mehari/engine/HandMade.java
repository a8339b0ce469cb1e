// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.mehari.graph.Branch;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.CheckedOutput;
import dev.mehari.graph.Node;
import dev.mehari.graph.Reference;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/**
 * A checked graph put together by hand: the steps of a plain graph, arranged into blocks. Confined to one test.
 *
 * @param parts what the plain graph was checked to be
 */
record HandMade(CheckedGraph parts, Map<Reference, TensorType> types, List<CheckedOutput> outputs) {
    HandMade(CheckedGraph parts) {
        this(parts, new LinkedHashMap<>(parts.types()), new ArrayList<>());
    }

    static Reference ref(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? Reference.input(text) : new Reference(text.substring(0, dot), text.substring(dot + 1));
    }

    Node step(String id) {
        return parts.nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** A branch of some of the steps that gives the last one's {@code p}. */
    Branch branch(String... ids) {
        List<Node> nodes = new ArrayList<>();
        for (String id : ids) {
            nodes.add(step(id));
        }
        return new Branch("branch", nodes, Map.of("p", ref(ids[ids.length - 1] + ".p")));
    }

    HandMade type(String reference, Datatype datatype, long... shape) {
        types.put(ref(reference), new TensorType(datatype, Shape.of(shape)));
        return this;
    }

    /** Says that a block gives {@code p}, FP32 {@code [n]}, and {@code branch}. */
    HandMade block(String id) {
        return type(id + ".p", Datatype.FP32, -1).type(id + ".branch", Datatype.INT32, -1);
    }

    HandMade output(String name, String from) {
        outputs.add(new CheckedOutput(name, ref(from), types.get(ref(from))));
        return this;
    }

    CheckedGraph of(Node... nodes) {
        return of(parts.children(), nodes);
    }

    CheckedGraph of(Map<String, CheckedGraph> children, Node... nodes) {
        return new CheckedGraph(
                parts.graph(),
                parts.inputs(),
                parts.models(),
                List.of(nodes),
                outputs,
                types,
                parts.files(),
                parts.headers(),
                parts.cookies(),
                children);
    }
}

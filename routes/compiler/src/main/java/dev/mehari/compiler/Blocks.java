// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mehari.graph.Branch;
import dev.mehari.graph.CascadeNode;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.graph.EnsembleNode;
import dev.mehari.graph.GraphNode;
import dev.mehari.graph.Node;
import dev.mehari.graph.Reference;
import dev.mehari.graph.SplitNode;
import dev.mehari.graph.TrafficNode;

/** What is inside what, in a graph and in those that it uses. */
final class Blocks {
    private final Optional<Map<String, CheckedGraph>> children;

    /** @param children by name, with their own; empty where nothing is known of them */
    Blocks(Optional<Map<String, CheckedGraph>> children) {
        this.children = children;
    }

    /** The branches of a node, in file order; none for a node that is no block. */
    static List<Branch> branches(Node node) {
        List<Branch> branches = new ArrayList<>();
        if (node instanceof ChoiceNode choice) {
            choice.when().forEach(w -> branches.add(w.branch()));
            branches.add(choice.otherwise());
        } else if (node instanceof CascadeNode cascade) {
            cascade.stages().forEach(s -> branches.add(s.branch()));
        } else if (node instanceof TrafficNode traffic) {
            traffic.arms().forEach(a -> branches.add(a.branch()));
        } else if (node instanceof EnsembleNode ensemble) {
            ensemble.branches().forEach(b -> branches.add(b.branch()));
        } else if (node instanceof SplitNode split) {
            branches.add(split.steps());
        }
        Guards.fallbackSteps(node).ifPresent(branches::add);
        return branches;
    }

    /** What the path tells of, in file order. */
    List<String> told(List<Node> nodes) {
        List<String> told = new ArrayList<>();
        for (Node node : nodes) {
            boolean tellsBranch =
                    node instanceof ChoiceNode || node instanceof CascadeNode || node instanceof TrafficNode;
            if (tellsBranch || Guards.fallsBack(node)) {
                told.add(node.id());
            }
            if (node instanceof GraphNode graph && children.isPresent()) {
                told(child(graph, children.get()).nodes()).forEach(block -> told.add(node.id() + "." + block));
            }
            branches(node).forEach(branch -> told.addAll(told(branch.nodes())));
        }
        return told;
    }

    private static CheckedGraph child(GraphNode node, Map<String, CheckedGraph> children) {
        CheckedGraph child = children.get(node.graph());
        if (child == null) {
            throw new IllegalArgumentException(node.path() + ": graph '" + node.graph() + "' isn't among the children");
        }
        return child;
    }

    /** What the path tells of inside some branches. */
    ArrayNode nested(List<Branch> branches) {
        ArrayNode nested = JsonNodeFactory.instance.arrayNode();
        branches.forEach(branch -> told(branch.nodes()).forEach(nested::add));
        return nested;
    }

    /** Whether what blocks hand outward is known. */
    boolean knowGiven() {
        return children.isPresent();
    }

    /** The reference of what a branch gives under a name, as text. */
    static String given(Branch branch, String name) {
        Reference reference = branch.gives().get(name);
        if (reference == null) {
            throw new IllegalStateException("the branch at " + branch.path() + " doesn't give '" + name + "'");
        }
        return reference.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.List;

import dev.mehari.model.InvalidModelException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TreesTest {
    /** A tree of a root and two leaves; a test breaks one of its lists. */
    private static final class Tree {
        private long[] trees = {0, 0, 0};
        private long[] nodes = {0, 1, 2};
        private long[] features = {3, 0, 0};
        private List<String> modes = List.of("BRANCH_LEQ", "LEAF", "LEAF");
        private long[] ifTrue = {1, 0, 0};
        private long[] ifFalse = {2, 0, 0};
        private int values = 3;
        private long[] targetNodes = {1, 2};
        private long[] targets = {0, 0};

        private WireWriter node() {
            WireWriter node = new WireWriter();
            ints(node, "nodes_treeids", trees);
            ints(node, "nodes_nodeids", nodes);
            ints(node, "nodes_featureids", features);
            ints(node, "nodes_truenodeids", ifTrue);
            ints(node, "nodes_falsenodeids", ifFalse);
            ints(node, "target_nodeids", targetNodes);
            ints(node, "target_treeids", new long[targetNodes.length]);
            ints(node, "target_ids", targets);
            ints(node, "n_targets", 1);
            node.message(5, new WireWriter().text(1, "nodes_values").bytes(7, new byte[4 * values]));
            node.message(5, new WireWriter().text(1, "target_weights").bytes(7, new byte[4 * targets.length]));
            WireWriter texts = new WireWriter().text(1, "nodes_modes");
            modes.forEach(mode -> texts.text(9, mode));
            return node.message(5, texts);
        }

        private static void ints(WireWriter node, String name, long... values) {
            WireWriter attribute = new WireWriter().text(1, name);
            for (long value : values) {
                attribute.number(8, value);
            }
            node.message(5, attribute);
        }

        private void check() {
            Trees.check(
                    "TreeEnsembleRegressor",
                    "node 'forest'",
                    Attributes.of(new WireReader(node().toBytes(), "a node")));
        }

        private void assertBroken(String why) {
            assertThatThrownBy(this::check)
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessage("node 'forest' is broken: " + why + ". Export the model again");
        }
    }

    private final Tree tree = new Tree();

    @Test
    void takesAWholeTree() {
        assertThatCode(tree::check).doesNotThrowAnyException();
    }

    @Test
    void refusesListsOfOtherLengths() {
        tree.features = new long[] {3, 0};
        tree.assertBroken("nodes_featureids has 2 entries instead of 3");
    }

    @Test
    void refusesTooFewValues() {
        tree.values = 2;
        tree.assertBroken("nodes_values isn't as long as nodes_treeids");
    }

    @Test
    void refusesUnknownModes() {
        tree.modes = List.of("BRANCH_LEQ", "LEAF", "LEAD");
        tree.assertBroken("nodes_modes has 'LEAD'");
    }

    @Test
    void refusesNodesThatStandTwice() {
        tree.nodes = new long[] {0, 1, 1};
        tree.assertBroken("tree 0 has node 1 twice");
    }

    @Test
    void refusesChildrenThatArentThere() {
        tree.ifFalse = new long[] {7, 0, 0};
        tree.assertBroken("it points at node 7 of tree 0, which isn't there");
    }

    @Test
    void refusesRings() {
        tree.modes = List.of("BRANCH_LEQ", "BRANCH_LEQ", "LEAF");
        tree.ifTrue = new long[] {1, 0, 0};
        tree.ifFalse = new long[] {2, 2, 0};
        tree.assertBroken("a tree runs in a ring");
    }

    @Test
    void refusesTargetsOutOfRange() {
        tree.targets = new long[] {0, 1};
        tree.assertBroken("target_ids has 1, which is out of range");
    }

    @Test
    void refusesLeavesThatArentThere() {
        tree.targetNodes = new long[] {1, 9};
        tree.assertBroken("it points at node 9 of tree 0, which isn't there");
    }

    @Test
    void refusesNegativeFeatures() {
        tree.features = new long[] {-1, 0, 0};
        tree.assertBroken("nodes_featureids has -1, which is out of range");
    }

    @Test
    void refusesTreesWithoutMeasure() {
        int depth = 5_000;
        tree.trees = new long[depth];
        tree.nodes = new long[depth];
        tree.features = new long[depth];
        tree.ifTrue = new long[depth];
        tree.ifFalse = new long[depth];
        tree.values = depth;
        String[] modes = new String[depth];
        for (int i = 0; i < depth; i++) {
            tree.nodes[i] = i;
            tree.ifTrue[i] = Math.min(i + 1, depth - 1);
            tree.ifFalse[i] = depth - 1;
            modes[i] = i == depth - 1 ? "LEAF" : "BRANCH_LT";
        }
        tree.modes = List.of(modes);
        tree.assertBroken("a tree is deeper than 1000");
    }
}

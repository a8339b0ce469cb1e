// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.GraphNode;
import dev.mehari.graph.ModelNode;
import dev.mehari.nodes.NodeServices;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Revisions of graphs that run revisions of other graphs. */
class NestedRevisionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private ToyGraph toys;

    @BeforeEach
    void serve() throws Exception {
        toys = ToyGraph.in(folder, true);
    }

    @AfterEach
    void close() {
        toys.close();
    }

    /** Answers n. */
    private CheckedGraph child(int n, String oddity) throws Exception {
        toys.model("child" + n, """
                {"inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1]}],
                 "outputs": [{"name": "p", "datatype": "FP32", "shape": [-1], "weights": [0], "bias": N}]ODDITY}
                """.replace("N}", n + "}").replace("ODDITY", oddity));
        return toys.check("""
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: child}
                spec:
                  inputs: [{name: y, datatype: FP32, shape: [-1, 1]}]
                  models: {m: {runtime: toy, uri: childN.toy.json}}
                  steps: [{model: {id: m, input: y}}]
                  outputs: [{name: q, from: m.p}]
                  warmup: {limit: 50ms}
                """.replace("N.toy", n + ".toy"));
    }

    private CheckedGraph parent(int n) throws Exception {
        return parent(n, child(n, ""));
    }

    private CheckedGraph parent(int n, CheckedGraph child) throws Exception {
        CheckedGraph plain = toys.check("""
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: parent}
                spec:
                  inputs: [{name: x, datatype: FP32, shape: [-1, 1]}]
                  steps: [{transform: {id: t, input: x, ops: [{clip: {min: -N}}]}}]
                  outputs: [{name: p, from: t}]
                  warmup: {limit: 5Nms}
                """.replace("N", String.valueOf(n)));
        GraphNode step = new GraphNode(
                "sub",
                "spec.steps[0].graph",
                "child",
                List.of(new ModelNode.ModelInput("y", HandMade.ref("x"))),
                List.of("q"),
                Optional.empty());
        return new HandMade(plain)
                .type("sub.q", Datatype.FP32, -1)
                .output("p", "sub.q")
                .of(Map.of("child", child), step);
    }

    private double ask(String graph, String input, String output) {
        NamedTensors inputs = NamedTensors.of(input, Tensor.of(Shape.of(1, 1), 1f));
        return ToyGraph.doubles(toys.ask(graph, Request.of("r", inputs)), output)[0];
    }

    private RevisionState state(String graph, int number) {
        return toys.engine().revisions(graph).revisions().get(number - 1).state();
    }

    private int models() {
        return NodeServices.of(toys.context()).modelsLoaded();
    }

    @Test
    void holdsAChildThatNobodyServesByItself() throws Exception {
        toys.engine().deploy(parent(1));

        assertThat(ask("parent", "x", "p")).isEqualTo(1);
        assertThat(state("child", 1)).isEqualTo(RevisionState.HELD);
        assertThat(toys.engine().all()).extracting(ServedGraph::name).containsExactly("parent");
    }

    @Test
    void loadsAChildOnceForItsParentsAndForItself() throws Exception {
        toys.engine().deploy(parent(1));
        toys.engine().deploy(child(1, ""));

        assertThat(toys.engine().revisions("child").live()).contains(1L);
        assertThat(models()).isEqualTo(1);
        assertThat(toys.context().getRoutesSize()).isEqualTo(2);
        assertThat(ask("child", "y", "q")).isEqualTo(1);
    }

    @Test
    void keepsAParentOnTheChildItWasMadeWith() throws Exception {
        toys.engine().deploy(child(1, ""));
        toys.engine().deploy(parent(1));
        for (int n = 2; n <= 4; n++) {
            toys.engine().deploy(child(n, ""));
        }

        assertThat(ask("child", "y", "q")).isEqualTo(4);
        assertThat(ask("parent", "x", "p")).isEqualTo(1);
        assertThat(state("child", 1)).isEqualTo(RevisionState.HELD);
        toys.engine().undeploy("child");
        assertThat(ask("parent", "x", "p")).isEqualTo(1);
    }

    @Test
    void letsChildrenGoWithTheirParents() throws Exception {
        for (int n = 1; n <= 4; n++) {
            toys.engine().deploy(parent(n));
        }

        await().atMost(PATIENCE).until(() -> models() == 2);
        assertThat(state("child", 1)).isEqualTo(RevisionState.KNOWN);
        assertThat(state("child", 3)).as("held by the parent on standby").isEqualTo(RevisionState.HELD);
        assertThat(toys.engine().rollback("parent", Optional.empty())).isEqualTo("parent@3");
        assertThat(ask("parent", "x", "p")).isEqualTo(3);
        toys.engine().undeploy("parent");
        await().atMost(PATIENCE).until(() -> models() == 0 && toys.context().getRoutesSize() == 0);
        assertThat(toys.engine().revisions()).isEmpty();
    }

    @Test
    void rollsAParentBackToAChildThatIsGone() throws Exception {
        for (int n = 1; n <= 3; n++) {
            toys.engine().deploy(parent(n));
        }
        await().atMost(PATIENCE).until(() -> models() == 2);

        toys.engine().rollback("parent", Optional.of(1L));

        assertThat(ask("parent", "x", "p")).isEqualTo(1);
        assertThat(state("child", 1)).isEqualTo(RevisionState.HELD);
    }

    @Test
    void keepsTheLiveParentWhereANewChildCannotBeLoaded() throws Exception {
        toys.engine().deploy(parent(1));
        CheckedGraph broken = parent(2, child(2, ", \"unloadable\": true"));

        assertThatThrownBy(() -> toys.engine().deploy(broken)).hasMessageContaining("can't be loaded");

        assertThat(ask("parent", "x", "p")).isEqualTo(1);
        assertThat(state("child", 2)).isEqualTo(RevisionState.FAILED);
        assertThat(state("parent", 2)).isEqualTo(RevisionState.FAILED);
        await().atMost(PATIENCE).until(() -> models() == 1);
    }
}

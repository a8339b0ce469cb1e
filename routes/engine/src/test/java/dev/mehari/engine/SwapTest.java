// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.mehari.graph.CheckedGraph;
import dev.mehari.nodes.NodeServices;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.InferenceException;
import org.apache.camel.model.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Revisions that change while requests flow, and changes that fail. */
class SwapTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RevisionRules IMPATIENT = new RevisionRules(1, Duration.ofMillis(500));

    @TempDir
    private Path folder;

    /** What threads that keep asking have seen. */
    private static final class Load implements AutoCloseable {
        final AtomicLong answered = new AtomicLong();
        final AtomicLong failed = new AtomicLong();
        final AtomicLong mixed = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Load(ToyGraph graph, int clients) {
            for (int i = 0; i < clients; i++) {
                Thread thread = new Thread(() -> {
                    while (!over.get()) {
                        ask(graph);
                    }
                });
                threads.add(thread);
                thread.start();
            }
        }

        private void ask(ToyGraph graph) {
            try {
                Prediction prediction = graph.ask("two", TwoNodes.request());
                double first = ToyGraph.doubles(prediction, "first")[0];
                double second = ToyGraph.doubles(prediction, "second")[0];
                double both = ToyGraph.doubles(prediction, "both")[0];
                if (first != second || first != both || prediction.revision() != (long) first) {
                    mixed.incrementAndGet();
                }
                answered.incrementAndGet();
            } catch (RuntimeException | AssertionError e) {
                failed.incrementAndGet();
            }
        }

        void stop() throws InterruptedException {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }

        @Override
        public void close() {
            over.set(true);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void losesAndMixesNothingInTwentySwapsUnderLoad(int standby) throws Exception {
        try (ToyGraph graph =
                ToyGraph.in(folder, true, RevisionNumbers.inMemory(), new RevisionRules(standby, PATIENCE))) {
            TwoNodes two = new TwoNodes(graph, "two");
            graph.engine().deploy(two.state(1));
            long after;
            try (Load load = new Load(graph, 4)) {
                for (int n = 2; n <= 21; n++) {
                    graph.engine().deploy(two.state(n));
                }
                after = load.answered.get();
                await().atMost(PATIENCE).until(() -> load.answered.get() > after);
                load.stop();
                System.out.printf(
                        "standby %d: 20 swaps, %d requests, %d failed, %d mixed%n",
                        standby, load.answered.get(), load.failed.get(), load.mixed.get());
                assertThat(load.failed).hasValue(0);
                assertThat(load.mixed).hasValue(0);
            }
            assertThat(graph.ask("two", TwoNodes.request()).revision()).isEqualTo(21);
        }
    }

    /** What a revision leaves in Camel and in memory. */
    private record Footprint(int routes, int definitions, int endpoints, int beans, int registered, int models) {
        static Footprint of(ToyGraph graph) {
            Model model = graph.context().getCamelContextExtension().getContextPlugin(Model.class);
            return new Footprint(
                    graph.context().getRoutesSize(),
                    model.getRouteDefinitions().size(),
                    graph.context().getEndpoints().size(),
                    model.getCustomBeans().size(),
                    graph.context()
                            .getRegistry()
                            .findByTypeWithName(Object.class)
                            .size(),
                    NodeServices.of(graph.context()).modelsLoaded());
        }
    }

    @Test
    void leavesNothingBehindInFiftySwapsAndFiftyFailures() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            TwoNodes two = new TwoNodes(graph, "two");
            graph.engine().deploy(two.state(1));
            graph.engine().deploy(two.state(2));
            Footprint before = Footprint.of(graph);
            for (int n = 3; n <= 52; n++) {
                CheckedGraph broken = two.state(1000 + n, n % 2 == 0 ? ", \"fails\": true" : ", \"unloadable\": true");
                assertThatThrownBy(() -> graph.engine().deploy(broken)).isInstanceOf(DeploymentException.class);
                graph.engine().deploy(two.state(n));
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Footprint.of(graph)).isEqualTo(before));
            graph.engine().undeploy("two");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(Footprint.of(graph).models()).isZero());
            assertThat(Footprint.of(graph).routes()).isZero();
            assertThat(Footprint.of(graph).endpoints()).isZero();
            assertThat(graph.engine().find("two")).isNull();
            assertThat(graph.engine().revisions()).isEmpty();
        }
    }

    @Test
    void keepsTheLiveRevisionWhereALoadHangs() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true, RevisionNumbers.inMemory(), IMPATIENT)) {
            TwoNodes two = new TwoNodes(graph, "two");
            Path gate = folder.resolve("gate");
            graph.engine().deploy(two.state(1));
            CheckedGraph hanging = two.state(2, ", \"loadsOnce\": \"" + gate + "\"");

            assertThatThrownBy(() -> graph.engine().deploy(hanging))
                    .hasMessageContaining("given up")
                    .hasMessageContaining(RevisionRules.LOAD_LIMIT_SETTING);

            assertThat(graph.ask("two", TwoNodes.request()).revision()).isEqualTo(1);
            assertThat(state(graph, 2)).isEqualTo(RevisionState.FAILED);
            assertThat(graph.engine().revisions("two").lastFailure()).isPresent();
            graph.engine().deploy(two.state(3));
            graph.engine().deploy(new TwoNodes(graph, "other").state(1));
            assertThat(graph.ask("two", TwoNodes.request()).revision()).isEqualTo(3);
            assertThat(graph.engine().revisions("two").lastFailure()).isEmpty();

            Files.createFile(gate);
            await().atMost(PATIENCE).until(() -> {
                try {
                    return graph.engine().deploy(hanging).equals("two@2");
                } catch (DeploymentException notYet) {
                    return false;
                }
            });
        }
    }

    @Test
    void keepsTheLiveRevisionWhereALoadThrowsAnError() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            TwoNodes two = new TwoNodes(graph, "two");
            graph.engine().deploy(two.state(1));

            assertThatThrownBy(() -> graph.engine().deploy(two.state(2, ", \"unlinkable\": true")))
                    .hasMessageContaining("NoClassDefFoundError");

            assertThat(graph.ask("two", TwoNodes.request()).revision()).isEqualTo(1);
            assertThat(state(graph, 2)).isEqualTo(RevisionState.FAILED);
        }
    }

    @Test
    void keepsTheLiveRevisionWhereWarmingFails() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            TwoNodes two = new TwoNodes(graph, "two");
            graph.engine().deploy(two.state(1));

            assertThatThrownBy(() -> graph.engine().deploy(two.state(2, ", \"fails\": true")))
                    .hasMessageContaining("the toy failed");

            assertThat(graph.ask("two", TwoNodes.request()).revision()).isEqualTo(1);
        }
    }

    @Test
    void answersRequestsForANumberWhileItIsLoaded() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            TwoNodes two = new TwoNodes(graph, "two");
            for (int n = 1; n <= 3; n++) {
                graph.engine().deploy(two.state(n));
            }
            Request request = Request.of("r", TwoNodes.request());

            assertThat(graph.ask("two", "3", request).revision()).isEqualTo(3);
            assertThat(graph.ask("two", "2", request).revision()).isEqualTo(2);
            assertThatThrownBy(() -> graph.ask("two", "1", request))
                    .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.kind())
                            .isEqualTo(InferenceException.Kind.NOT_FOUND));
        }
    }

    @Test
    void bringsAKeptRevisionBackUnderItsOldNumber() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            TwoNodes two = new TwoNodes(graph, "two");
            for (int n = 1; n <= 3; n++) {
                graph.engine().deploy(two.state(n));
            }

            assertThat(graph.engine().deploy(two.state(2))).isEqualTo("two@2");
            assertThat(graph.engine().deploy(two.state(1))).as("loaded again").isEqualTo("two@1");
            assertThat(graph.ask("two", TwoNodes.request()).revision()).isEqualTo(1);
        }
    }

    @Test
    void staysWhereItWasRolledBackToUntilTheFileChanges() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            TwoNodes two = new TwoNodes(graph, "two");
            for (int n = 1; n <= 3; n++) {
                graph.engine().deploy(two.state(n));
            }

            assertThat(graph.engine().rollback("two", Optional.empty())).isEqualTo("two@2");
            assertThat(graph.engine().deploy(two.state(3))).isEqualTo("two@2");
            assertThat(graph.engine().revisions("two").pinned()).isTrue();
            assertThat(graph.engine().rollback("two", Optional.of(1L))).isEqualTo("two@1");
            assertThat(graph.engine().deploy(two.state(4))).isEqualTo("two@4");
            assertThat(graph.engine().revisions("two").pinned()).isFalse();
        }
    }

    @Test
    void saysThatItKnowsNoSuchRevision() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            graph.engine().deploy(new TwoNodes(graph, "two").state(1));

            assertThatThrownBy(() -> graph.engine().rollback("two", Optional.of(7L)))
                    .isInstanceOf(NoRevisionException.class)
                    .hasMessage("graph 'two' has no revision 7; known: 1");
            assertThatThrownBy(() -> graph.engine().rollback("two", Optional.empty()))
                    .hasMessage("graph 'two' has no revision that was live before two@1");
            assertThatThrownBy(() -> graph.engine().rollback("tow", Optional.empty()))
                    .hasMessage("there is no graph 'tow' here; there are: two");
        }
    }

    @Test
    void rollsBackAfterARestartToWhatOnlyTheHomeFolderKnows() throws Exception {
        Path home = folder.resolve("home");
        try (ToyGraph graph = ToyGraph.in(folder, true, RevisionNumbers.keptIn(home), RevisionRules.DEFAULT)) {
            TwoNodes two = new TwoNodes(graph, "two");
            graph.engine().deploy(two.state(1));
            graph.engine().deploy(two.state(2));
        }
        try (ToyGraph graph = ToyGraph.in(folder, true, RevisionNumbers.keptIn(home), RevisionRules.DEFAULT)) {
            TwoNodes two = new TwoNodes(graph, "two");
            graph.engine().deploy(two.state(2));

            assertThat(graph.engine().rollback("two", Optional.empty())).isEqualTo("two@1");
            assertThat(ToyGraph.doubles(graph.ask("two", TwoNodes.request()), "second"))
                    .containsExactly(1);
        }
    }

    @Test
    void saysWhichModelIsGoneWhereItCannotRollBack() throws Exception {
        Path home = folder.resolve("home");
        try (ToyGraph graph = ToyGraph.in(folder, true, RevisionNumbers.keptIn(home), RevisionRules.DEFAULT)) {
            TwoNodes two = new TwoNodes(graph, "two");
            graph.engine().deploy(two.state(1));
            graph.engine().deploy(two.state(2));
            graph.engine().deploy(two.state(3));
            await().atMost(PATIENCE).until(() -> state(graph, 1) == RevisionState.KNOWN);
            Files.writeString(folder.resolve("two-first-1.toy.json"), "{}");
            Files.writeString(folder.resolve("two-second-1.toy.json"), "{}");

            assertThatThrownBy(() -> graph.engine().rollback("two", Optional.of(1L)))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("two-first-1.toy.json");

            assertThat(graph.ask("two", TwoNodes.request()).revision()).isEqualTo(3);
        }
    }

    @Test
    void answersWhatIsUnderWayWhenAGraphIsDeleted() throws Exception {
        try (ToyGraph graph = ToyGraph.in(folder, true)) {
            TwoNodes two = new TwoNodes(graph, "two");
            graph.engine().deploy(two.state(1, ", \"sleepMillis\": 300, \"sleepsAbove\": 0"));
            CompletableFuture<Prediction> slow =
                    CompletableFuture.supplyAsync(() -> graph.ask("two", TwoNodes.request()));
            GraphEntry entry = (GraphEntry) graph.engine().find("two");
            assertThat(entry).isNotNull();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> entry.inFlight() > 0);

            graph.engine().undeploy("two");

            assertThat(graph.engine().all()).isEmpty();
            assertThat(slow.get().revision()).isEqualTo(1);
            await().atMost(PATIENCE)
                    .until(() -> NodeServices.of(graph.context()).modelsLoaded() == 0);
        }
    }

    private static RevisionState state(ToyGraph graph, int number) {
        return graph.engine().revisions("two").revisions().get(number - 1).state();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.cluster.CountingProxy.Call;
import dev.mehari.cluster.CountingProxy.Moment;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static dev.mehari.cluster.CountingProxy.Moment.BEFORE_THE_OPERATOR_HEARS;
import static dev.mehari.cluster.CountingProxy.Moment.BEFORE_THE_SERVER_HEARS;
import static org.assertj.core.api.Assertions.assertThat;

/*
 * WHERE AN OPERATOR CAN DIE
 *
 * What it knows is in the cluster, so what counts is between which two changes it dies. Two ways to see all of these places:
 *
 *  - One crash in each rollout: the operator dies at the n-th call, its successor lives. For every n where a rollout is
 *    quick, as one back to pods that stand is; for the decisive calls where pods have to start first.
 *  - A crash at every call in one rollout: each operator lives for one call alone, so that all of it is made by ones that
 *    have just started and have never seen the call before. A rollout for each moment of dying.
 */
/** Operators that die at any of their calls: the next one goes on, makes nothing twice, and callers notice nothing. */
@ClusterTest
@Tag("fault")
class CrashTest {
    private static final Duration SETTLED = Duration.ofMinutes(2);
    private static final int PER_SECOND = 20;

    /** Far more calls than any change takes: who needs more is in a loop. */
    private static final int MOST_CALLS = 60;

    /** A revision is made, gets pods, gets the traffic; another goes. */
    private static final List<String> DECISIVE = List.of(
            "create controllerrevisions .*", "patch deployments .*", "patch services iris", "delete deployments .*");

    private Space space;
    private LocalOperator.Program program;
    private LocalOperator running;
    private final List<LocalOperator> all = new ArrayList<>();
    private final Map<String, Integer> crashes = new TreeMap<>();

    /** Uids of the pods that a revision was ever seen with. */
    private final Map<Long, Set<String>> pods = new TreeMap<>();

    /** Revisions that were seen before anyone asked for them. */
    private final Set<Long> doubles = new TreeSet<>();

    @BeforeEach
    void isOutsideOfTheCluster(Cluster cluster, Space space, Operator operator) {
        this.space = space;
        // By way of the API server: names of Services mean nothing outside of pods.
        operator.install("renderer=plain", "podAccess=proxy");
        operator.scale(0);
        program = new LocalOperator.Program(cluster, space);
        program.warm();
        running = start();
    }

    @AfterEach
    void isHealthy() {
        try {
            all.forEach(LocalOperator::assertHealthy);
            assertThat(doubles).as("revisions that nobody asked for").isEmpty();
        } finally {
            all.forEach(LocalOperator::close);
        }
    }

    @AfterAll
    static void isBack(Operator operator) {
        operator.scale(1);
    }

    private LocalOperator start() {
        LocalOperator started = program.start();
        all.add(started);
        return started;
    }

    private static Consumer<ObjectNode> rollout(String soak) {
        return spec -> {
            ObjectNode blueGreen = spec.putObject("rollout").putObject("blueGreen");
            blueGreen.put("soak", soak);
            blueGreen.put("history", 1);
        };
    }

    private Load load(Iris iris) {
        return iris.load(PER_SECOND);
    }

    // What has to come of it

    /**
     * How a graph has to be in the end.
     *
     * @param live the revision with the traffic
     * @param sizes the pods of each revision that is kept
     */
    private record End(long live, Map<Long, Integer> sizes) {}

    private boolean isAt(Graph graph, End end) {
        look(graph, end);
        KubernetesClient client = space.client();
        Set<Long> kept = end.sizes().keySet();
        if (graph.live() != end.live() || !graph.isReady() || !revisions(graph).equals(kept)) {
            return false;
        }
        Service service = client.services()
                .inNamespace(space.name())
                .withName(graph.name())
                .get();
        Map<Long, Integer> sizes = new TreeMap<>();
        for (Deployment deployment : of(
                graph,
                client.apps().deployments().inNamespace(space.name()).list().getItems())) {
            sizes.put(revision(deployment), deployment.getSpec().getReplicas());
        }
        Map<Long, Integer> found = new TreeMap<>(end.sizes());
        found.replaceAll((number, size) -> 0);
        for (Pod pod : of(graph, client.pods().inNamespace(space.name()).list().getItems())) {
            found.merge(revision(pod), 1, Integer::sum);
        }
        return Long.toString(end.live()).equals(service.getSpec().getSelector().get("mehari.dev/revision"))
                && sizes.equals(end.sizes())
                && found.equals(end.sizes())
                && kept.containsAll(revisionsOfWhatIsLeft(graph));
    }

    /** Notes what is seen on the way there. */
    private void look(Graph graph, End end) {
        long newest = end.sizes().keySet().stream().reduce(0L, Math::max);
        revisions(graph).stream().filter(number -> number > newest).forEach(doubles::add);
        for (Pod pod :
                of(graph, space.client().pods().inNamespace(space.name()).list().getItems())) {
            pods.computeIfAbsent(revision(pod), number -> new TreeSet<>())
                    .add(pod.getMetadata().getUid());
        }
    }

    private Set<Long> revisions(Graph graph) {
        return of(
                        graph,
                        space.client()
                                .apps()
                                .controllerRevisions()
                                .inNamespace(space.name())
                                .list()
                                .getItems())
                .stream()
                .map(ControllerRevision::getRevision)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Long> revisionsOfWhatIsLeft(Graph graph) {
        KubernetesClient client = space.client();
        List<HasMetadata> left = new ArrayList<>();
        left.addAll(client.services().inNamespace(space.name()).list().getItems());
        left.addAll(client.configMaps().inNamespace(space.name()).list().getItems());
        left.addAll(client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(space.name())
                .list()
                .getItems());
        return of(graph, left).stream()
                .filter(object -> object.getMetadata().getLabels().containsKey("mehari.dev/revision"))
                .map(CrashTest::revision)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T extends HasMetadata> List<T> of(Graph graph, List<T> objects) {
        return objects.stream()
                .filter(object -> object.getMetadata().getLabels() != null
                        && graph.name().equals(object.getMetadata().getLabels().get("mehari.dev/graph")))
                .toList();
    }

    private static long revision(HasMetadata object) {
        return Long.parseLong(object.getMetadata().getLabels().get("mehari.dev/revision"));
    }

    private void awaitEnd(Graph graph, End end) {
        space.await(SETTLED, end + " of graph '" + graph.name() + "' after " + calls(running), () -> isAt(graph, end));
    }

    /** Each revision had its one pod for all its life, and none of them ever died of anything. */
    private void assertPodsWereLeftAlone(Graph graph) {
        assertThat(pods.values()).as("pods of each revision: " + pods).allMatch(uids -> uids.size() == 1);
        assertThat(of(
                                graph,
                                space.client()
                                        .pods()
                                        .inNamespace(space.name())
                                        .list()
                                        .getItems())
                        .stream()
                        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                        .map(container -> container.getRestartCount()))
                .allMatch(count -> count == 0);
    }

    private static void assertNothingLost(Load load) {
        load.further(PER_SECOND);
        assertThat(load.losses()).isEmpty();
        assertThat(load.counts().lost()).isZero();
    }

    // Crashes

    /**
     * One change after the other, each with a crash at another call, until a change is through before the call comes.
     *
     * @param prepare brings the graph to where the change starts, n is given
     * @return how many calls a change has
     */
    private int crashAtEachCall(String what, Moment moment, Graph graph, IntConsumer prepare, IntFunction<End> change) {
        for (int n = 1; n <= MOST_CALLS; n++) {
            prepare.accept(n);
            int before = running.calls().size();
            running.killAt(n, moment);
            End end = change.apply(n);
            space.await(SETTLED, "crash " + n + " or " + end, () -> running.isKilled() || isAt(graph, end));
            if (!running.isKilled()) {
                running.spare();
                System.out.printf(
                        "%s, killed %s: %d calls: %s%n",
                        what,
                        moment,
                        n - 1,
                        kinds(running.calls().subList(before, running.calls().size())));
                return n - 1;
            }
            count(running);
            running = start();
            awaitEnd(graph, end);
        }
        throw new AssertionError(what + " had more than " + MOST_CALLS + " calls: " + calls(running));
    }

    /** One change, in which no operator outlives its n-th call. @return all calls */
    private List<Call> crashAtEveryCall(String what, int n, Moment moment, Graph graph, End end) {
        List<Call> calls = new ArrayList<>();
        for (int life = 1; life <= 2 * MOST_CALLS; life++) {
            space.await(SETTLED, "a crash or " + end, () -> running.isKilled() || isAt(graph, end));
            calls.addAll(running.calls());
            if (!running.isKilled()) {
                running.spare();
                System.out.printf(
                        "%s, each operator killed %s of call %d: %d lives: %s%n", what, moment, n, life, kinds(calls));
                return calls;
            }
            count(running);
            running = start().killAt(n, moment);
        }
        throw new AssertionError(what + " took more than " + 2 * MOST_CALLS + " lives: " + kinds(calls));
    }

    private void count(LocalOperator killed) {
        List<Call> calls = killed.calls();
        crashes.merge(calls.get(calls.size() - 1).kind(), 1, Integer::sum);
    }

    private static Map<String, Long> kinds(List<Call> calls) {
        return calls.stream().collect(Collectors.groupingBy(Call::kind, LinkedHashMap::new, Collectors.counting()));
    }

    private static String calls(LocalOperator operator) {
        return operator.calls().toString();
    }

    @Test
    void deploysAGraphThoughNoOperatorOutlivesACall() {
        End end = new End(1, Map.of(1L, 1));
        for (Moment moment : Moment.values()) {
            running.close();
            // Before the server hears of it, the first call would never be made.
            int n = moment == BEFORE_THE_SERVER_HEARS ? 2 : 1;
            running = start().killAt(n, moment);
            Iris iris = Iris.apply(space, "iris", rollout("1m"));
            List<Call> calls = crashAtEveryCall("a first deployment", n, moment, iris.graph(), end);
            assertThat(kinds(calls))
                    .containsKeys(
                            "create controllerrevisions",
                            "patch deployments",
                            "patch services",
                            "patch inferencegraphs/status");
            iris.assertAnswers(1);
            assertPodsWereLeftAlone(iris.graph());
            pods.clear();
            space.kubectl("delete", "inferencegraphs.mehari.dev", "iris", "--wait=true");
            space.await(
                    SETTLED,
                    "everything to be gone",
                    () -> revisions(iris.graph()).isEmpty()
                            && of(
                                            iris.graph(),
                                            space.client()
                                                    .pods()
                                                    .inNamespace(space.name())
                                                    .list()
                                                    .getItems())
                                    .isEmpty());
        }
    }

    @Test
    void changesAGraphThoughItDiesAtAnyCall() {
        Iris iris = Iris.apply(space, "iris", rollout("5s"));
        Graph graph = iris.graph();
        awaitEnd(graph, new End(1, Map.of(1L, 1)));
        try (Load load = load(iris)) {
            long last = 1;
            // Each call, and each answer, is one operator's last.
            for (Moment moment : Moment.values()) {
                last++;
                int n = moment == BEFORE_THE_SERVER_HEARS ? 2 : 1;
                running.close();
                running = start().killAt(n, moment);
                iris.change("v" + last);
                crashAtEveryCall("a change", n, moment, graph, changed(last));
            }
            // The decisive ones, with an operator that did all before and one that does all after.
            for (String decisive : DECISIVE) {
                last++;
                End end = changed(last);
                running.killAt(
                        1, call -> (call.kind() + " " + call.name()).matches(decisive), BEFORE_THE_OPERATOR_HEARS);
                iris.change("v" + last);
                space.await(SETTLED, "a crash at " + decisive, () -> running.isKilled());
                count(running);
                running = start();
                awaitEnd(graph, end);
            }
            assertThat(crashes)
                    .containsKeys(
                            "create controllerrevisions",
                            "patch controllerrevisions",
                            "patch deployments",
                            "patch services",
                            "patch inferencegraphs/status",
                            "delete deployments",
                            "delete controllerrevisions");
            assertNothingLost(load);
            System.out.println("crashes under load: " + crashes + ", " + load.counts());
        }
        assertPodsWereLeftAlone(graph);
    }

    private static End changed(long revision) {
        return new End(revision, Map.of(revision, 1, revision - 1, 0));
    }

    @Test
    void rollsBackAndForthThoughItDiesAtAnyCall() {
        Iris iris = Iris.apply(space, "iris", rollout("50m"));
        Graph graph = iris.graph();
        awaitEnd(graph, new End(1, Map.of(1L, 1)));
        iris.change("v2");
        Map<Long, Integer> both = Map.of(1L, 1, 2L, 1);
        awaitEnd(graph, new End(2, both));
        try (Load load = load(iris)) {
            for (Moment moment : Moment.values()) {
                for (boolean back : new boolean[] {true, false}) {
                    String there = back ? "mehari.dev/pin=1" : "mehari.dev/pin-";
                    String before = back ? "mehari.dev/pin-" : "mehari.dev/pin=1";
                    IntConsumer prepare = n -> {
                        graph.annotate(before);
                        awaitEnd(graph, new End(back ? 2 : 1, both));
                    };
                    int calls = crashAtEachCall(back ? "a rollback" : "the end of a pin", moment, graph, prepare, n -> {
                        graph.annotate(there);
                        return new End(back ? 1 : 2, both);
                    });
                    assertThat(calls).isGreaterThanOrEqualTo(3);
                }
            }
            assertThat(crashes).containsKeys("patch services", "patch inferencegraphs/status");
            assertNothingLost(load);
            System.out.println("crashes under load: " + crashes + ", " + load.counts());
        }
        assertPodsWereLeftAlone(graph);
    }

    @Test
    void agreesWithAnotherOneOnWhatIsToBeDone() {
        LocalOperator other = start();
        Iris iris = Iris.apply(space, "iris", rollout("5s"));
        Graph graph = iris.graph();
        awaitEnd(graph, new End(1, Map.of(1L, 1)));
        try (Load load = load(iris)) {
            for (int revision = 2; revision <= 4; revision++) {
                iris.change("v" + revision);
                awaitEnd(graph, changed(revision));
            }
            graph.annotate("mehari.dev/pin=3");
            awaitEnd(graph, new End(3, Map.of(3L, 1, 4L, 0)));
            graph.annotate("mehari.dev/pin-");
            awaitEnd(graph, new End(4, Map.of(3L, 0, 4L, 1)));
            assertNothingLost(load);
        }
        List<Call> both = new ArrayList<>(running.calls());
        both.addAll(other.calls());
        // Late words may come a moment after the end; then there is nothing to be said.
        Instant from = Instant.now().plusSeconds(5);
        space.await(SETTLED, "a moment to pass", () -> Instant.now().isAfter(from));
        int said = running.calls().size() + other.calls().size();
        Instant to = from.plusSeconds(15);
        space.await(SETTLED, "a moment to pass", () -> Instant.now().isAfter(to));
        assertThat(running.calls().size() + other.calls().size()).isEqualTo(said);
        // Six rollouts: what each operator does alone, and does in vain, has an end.
        assertThat(said).isLessThan(6 * 2 * MOST_CALLS / 2);
        System.out.printf(
                "two operators at once: %d and %d calls: %s%n",
                running.calls().size(), other.calls().size(), kinds(both));
    }
}

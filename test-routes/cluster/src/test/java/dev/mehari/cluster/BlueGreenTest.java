// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Changes of a graph while it serves. */
@ClusterTest
@Tag("smoke")
class BlueGreenTest {
    private static final Duration CHANGE = Duration.ofMinutes(2);

    private Space space;
    private Iris iris;

    @BeforeEach
    void serves(Space space, Operator operator) {
        operator.install();
        this.space = space;
        iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
    }

    private Set<String> pods(long revision) {
        return space
                .client()
                .pods()
                .inNamespace(space.name())
                .withLabel("mehari.dev/graph", "iris")
                .withLabel("mehari.dev/revision", Long.toString(revision))
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(Pod::getMetadata)
                .map(ObjectMeta::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void putsANewRevisionBesideTheOldOneAndSwitches() {
        Set<String> old = pods(1);
        iris.change("2");
        iris.graph().awaitLive(2, CHANGE);
        iris.assertAnswers(2);
        // The old one stays for the soak time, with the same pods.
        assertThat(pods(1)).isEqualTo(old);
    }

    @Test
    void losesNoRequestInTwentySwitchesUnderConstantLoad() {
        try (Load load = iris.load(50)) {
            // Three with new pods …
            for (int revision = 2; revision <= 4; revision++) {
                iris.change(Integer.toString(revision));
                iris.graph().awaitLive(revision, CHANGE);
                load.further(50);
            }
            // … and the others there and back between pods that stand, as a rollback and its end do.
            for (int i = 0; i < 17; i++) {
                boolean back = i % 2 == 0;
                iris.graph().annotate(back ? "mehari.dev/pin=3" : "mehari.dev/pin-");
                iris.graph().awaitLive(back ? 3 : 4, CHANGE);
                load.further(50);
            }
            Load.Counts counts = load.counts();
            System.out.println("20 switches under load: " + counts);
            assertThat(counts.versions()).containsKeys("1", "2", "3", "4");
            assertThat(load.losses()).isEmpty();
            assertThat(counts.lost()).isZero();
        }
    }

    @Test
    void rollsBackWithoutNewPodsAndStaysPinnedUntilTheContentChanges() {
        iris.change("2");
        iris.graph().awaitLive(2, CHANGE);
        Set<String> first = pods(1);
        Set<String> second = pods(2);

        iris.graph().annotate("mehari.dev/pin=1");
        iris.graph().awaitLive(1, Duration.ofSeconds(30));
        iris.assertAnswers(1);
        assertThat(iris.graph().condition("Pinned").path("status").asText()).isEqualTo("True");
        assertThat(pods(1)).as("no new pod").isEqualTo(first);
        assertThat(pods(2)).isEqualTo(second);

        iris.change("3");
        iris.graph().awaitLive(3, CHANGE);
        iris.assertAnswers(3);
        assertThat(iris.graph().condition("Pinned").path("status").asText()).isNotEqualTo("True");
    }

    @Test
    void waitsForPromotionWhereTheGraphSaysSo() {
        iris.graph().patch("{\"spec\": {\"rollout\": {\"blueGreen\": {\"autoPromote\": false}}}}");
        iris.change("2");
        iris.graph().awaitCondition("Progressing", "True", "WaitingForPromotion", CHANGE);
        iris.assertAnswers(1);
        iris.graph().annotate("mehari.dev/promote=2");
        iris.graph().awaitLive(2, CHANGE);
        iris.assertAnswers(2);
    }

    @Test
    void leavesEverythingAsItIsWhilePaused() {
        iris.graph().annotate("mehari.dev/pause=true");
        iris.graph().awaitCondition("Paused", "True", "Paused", Duration.ofSeconds(30));
        iris.change("2");
        space.await(
                Duration.ofSeconds(30),
                "the operator to have seen the change",
                () -> iris.graph().status().path("observedGeneration").asLong()
                        == iris.graph()
                                .json()
                                .path("metadata")
                                .path("generation")
                                .asLong());
        iris.assertAnswers(1);
        assertThat(pods(2)).isEmpty();
        iris.graph().annotate("mehari.dev/pause-");
        iris.graph().awaitLive(2, CHANGE);
    }

    @Test
    void scalesWithoutANewRevision() {
        space.kubectl("scale", "inferencegraphs.mehari.dev", "iris", "--replicas=2");
        space.await(
                CHANGE,
                "two ready pods",
                () -> iris.graph().status().path("replicas").asInt() == 2);
        assertThat(iris.graph().live()).isEqualTo(1);
        assertThat(pods(1)).hasSize(2);
    }

    @Test
    void isLiveSoonAfterAChange() {
        Instant start = Instant.now();
        iris.change("2");
        iris.graph().awaitLive(2, CHANGE);
        Instant live = Instant.now();
        List<Pod> pods = space.client()
                .pods()
                .inNamespace(space.name())
                .withLabel("mehari.dev/revision", "2")
                .list()
                .getItems();
        Pod pod = pods.get(0);
        Instant created = Instant.parse(pod.getMetadata().getCreationTimestamp());
        Instant running = Instant.parse(pod.getStatus()
                .getContainerStatuses()
                .get(0)
                .getState()
                .getRunning()
                .getStartedAt());
        Instant ready = pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(condition -> Instant.parse(condition.getLastTransitionTime()))
                .findFirst()
                .orElseThrow();
        // Told, not asserted: the machine decides. The cluster's own times are of whole seconds.
        System.out.printf(
                "a change is live after %d ms (pod made at %+d ms, container started at %+d ms, pod ready at %+d ms)%n",
                Duration.between(start, live).toMillis(),
                Duration.between(start, created).toMillis(),
                Duration.between(start, running).toMillis(),
                Duration.between(start, ready).toMillis());
        iris.assertAnswers(2);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.util.List;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Integrations written by hand with a graph in the middle, as the sample {@code kubernetes} has them, on the real Camel K. */
@ClusterTest
@Tag("smoke")
class HandWrittenTest {
    private static final Readme README = new Readme(Sources.sample("kubernetes").resolve("README.md"));
    private static final String SCORED = "INFO scoring - ";

    /** A lease that nobody gives back runs 15 s, and whoever wants it looks every two seconds. */
    private static final Duration TAKEN_OVER = Duration.ofMinutes(2);

    @Test
    void scoreInOneOfTwoPodsAndGoOnInAnotherWhenItIsDeleted(Space space) {
        Readme.run(space, README.commands("The graph") + README.commands("Scoring, in one of two pods"));
        space.await(TAKEN_OVER, "a second round", () -> rounds(space, only(scoring(space))) >= 2);
        String first = only(scoring(space));
        assertThat(pods(space, "scoring")).hasSize(2);
        // The recorded decisions on the three applicants of the Secret, in their order.
        assertThat(log(space, first)
                        .lines()
                        .filter(line -> line.contains(SCORED))
                        .map(line -> line.substring(line.indexOf(SCORED) + SCORED.length()))
                        .limit(3))
                .containsExactly(first + " says good", first + " says good", first + " says bad");

        space.kubectl("delete", "pod", first, "--wait=false");

        space.await(TAKEN_OVER, "another pod to score", () -> {
            String next = only(scoring(space));
            return !next.equals(first) && rounds(space, next) >= 2;
        });
        assertThat(space.kubectl("get", "lease", "scoring-scoring", "-o", "jsonpath={.spec.holderIdentity}"))
                .isEqualTo(only(scoring(space)));
    }

    private static String only(List<String> pods) {
        assertThat(pods).hasSize(1);
        return pods.get(0);
    }

    /** The pods that have scored. */
    private static List<String> scoring(Space space) {
        return pods(space, "scoring").stream()
                .filter(pod -> log(space, pod).contains(SCORED))
                .toList();
    }

    private static long rounds(Space space, String pod) {
        return log(space, pod)
                .lines()
                .filter(line -> line.endsWith(" says bad"))
                .count();
    }

    private static List<String> pods(Space space, String integration) {
        return space
                .client()
                .pods()
                .inNamespace(space.name())
                .withLabel("camel.apache.org/integration", integration)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private static String log(Space space, String pod) {
        return space.kubectl("logs", pod);
    }

    @Test
    void judgeEventsOfTheClusterByAGraph(Space space) {
        Readme.run(space, README.commands("Events"));
        event(space, "often", 5);
        event(space, "once", 1);
        String pod = only(pods(space, "events"));
        space.await(Duration.ofMinutes(1), "both events in the log", () -> {
            String log = log(space, pod);
            return log.contains("call: Pod often: Invented") && log.contains("watch: Pod once: Invented");
        });
    }

    private static void event(Space space, String name, int times) {
        space.apply("""
                apiVersion: v1
                kind: Event
                metadata: {name: %1$s, namespace: %2$s}
                involvedObject: {apiVersion: v1, kind: Pod, name: %1$s, namespace: %2$s}
                type: Warning
                reason: Invented
                message: for a test
                source: {component: test}
                count: %3$d
                """.formatted(name, space.name(), times));
    }

    @Test
    void readNoSecretBesidesTheOneThatTheyName(Space space) {
        Readme.run(
                space,
                "kubectl apply -f routes/samples/kubernetes/scoring.yaml -f routes/samples/kubernetes/events.yaml");

        assertThat(mayRead(space, "scoring", "applicants")).isTrue();
        assertThat(mayRead(space, "scoring", "another")).isFalse();
        assertThat(mayRead(space, "events", "applicants")).isFalse();
    }

    private static boolean mayRead(Space space, String account, String secret) {
        String user = "system:serviceaccount:" + space.name() + ":" + account;
        return space.client()
                .resource(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user)
                        .withNewResourceAttributes()
                        .withNamespace(space.name())
                        .withVerb("get")
                        .withResource("secrets")
                        .withName(secret)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .create()
                .getStatus()
                .getAllowed();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The operator goes, comes back, is two, or is another: graphs serve on, and their pods stay. */
@ClusterTest
@Tag("fault")
class OperatorTest {
    private static final Duration CHANGE = Duration.ofMinutes(2);

    private Space space;
    private Operator operator;
    private Iris iris;

    @BeforeEach
    void serves(Space space, Operator operator) {
        operator.install();
        this.space = space;
        this.operator = operator;
        iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
    }

    @AfterEach
    void isOneAgain() {
        operator.scale(1);
    }

    /** Uids of the pods and versions of the objects that a restart must not touch. */
    private List<String> untouched() {
        KubernetesClient client = space.client();
        return client.pods().inNamespace(space.name()).withLabel("mehari.dev/graph", "iris").list().getItems().stream()
                .map(Pod::getMetadata)
                .map(ObjectMeta::getUid)
                .sorted()
                .collect(Collectors.toList());
    }

    private String holder() {
        return space.cluster()
                .kubectl("-n", Operator.NAMESPACE, "get", "leases", "-o", "jsonpath={.items[*].spec.holderIdentity}");
    }

    @Test
    void comesBackAndTouchesNoPod() {
        List<String> before = untouched();
        operator.kill();
        operator.awaitReady();
        iris.change("2");
        iris.graph().awaitLive(2, CHANGE);
        assertThat(untouched()).containsAll(before);
    }

    @Test
    void leavesGraphsServingWhileItIsAway() {
        operator.scale(0);
        iris.assertAnswers(1);
        iris.change("2");
        iris.assertAnswers(1);
        operator.scale(1);
        iris.graph().awaitLive(2, CHANGE);
    }

    @Test
    void finishesARolloutThatItWasKilledIn() {
        iris.change("2");
        space.await(CHANGE, "pods of revision 2", () -> !space.client()
                .pods()
                .inNamespace(space.name())
                .withLabel("mehari.dev/revision", "2")
                .list()
                .getItems()
                .isEmpty());
        operator.kill();
        operator.awaitReady();
        iris.graph().awaitLive(2, CHANGE);
        assertThat(space.kubectl("get", "controllerrevisions", "-o", "name").lines())
                .hasSize(2);
    }

    @Test
    void handsOverToTheSecondWhenTheFirstIsKilled() {
        operator.scale(2);
        String first = holder();
        assertThat(first).isNotBlank();
        Pod leader = operator.pods().stream()
                .filter(pod -> first.contains(pod.getMetadata().getName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pod is the lease's holder " + first));
        space.client().resource(leader).withGracePeriod(0).delete();
        space.await(Duration.ofSeconds(60), "another holder of the lease than " + first, () -> !holder().equals(first));
        iris.change("2");
        iris.graph().awaitLive(2, CHANGE);
        assertThat(space.kubectl("get", "controllerrevisions", "-o", "name").lines())
                .hasSize(2);
    }

    @Test
    void isUpgradedWithoutNewPodsOfGraphs() {
        List<String> before = untouched();
        // Another pod template, as a new release has.
        operator.upgrade();
        iris.graph().annotate("example.com/look=again");
        space.await(CHANGE, "the new operator's word on the graph", () -> iris.graph()
                .isReady());
        iris.assertAnswers(1);
        assertThat(untouched()).isEqualTo(before);
        assertThat(iris.graph().live()).isEqualTo(1);
    }
}

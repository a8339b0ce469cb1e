// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Graphs and namespaces come, go and are called by other names. */
@ClusterTest
@Tag("fault")
class NamespaceTest {
    private static final String LEFT = "services,deployments,pods,controllerrevisions,poddisruptionbudgets";

    private Space space;

    @BeforeEach
    void hasAnOperator(Space space, Operator operator) {
        operator.install();
        this.space = space;
    }

    @Test
    void takesEverythingOfADeletedGraphAway() {
        Iris.apply(space, "iris").graph().awaitLive(1, Credit.UP);
        space.kubectl("delete", "inferencegraphs.mehari.dev", "iris");
        space.await(Duration.ofMinutes(2), "all objects of the graph to go", () -> space.kubectl(
                        "get", LEFT, "-l", "mehari.dev/graph=iris", "-o", "name")
                .isBlank());
    }

    @Test
    void startsAtOneForAGraphThatIsMadeAnew() {
        Iris iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
        String uid = iris.graph().json().path("metadata").path("uid").asText();
        space.kubectl("delete", "inferencegraphs.mehari.dev", "iris");
        Iris anew = Iris.apply(
                space, "iris", spec -> spec.withObject("/models/iris").put("version", "9"));
        space.await(
                Credit.UP,
                "the new graph to be ready",
                () -> anew.graph().isReady()
                        && !anew.graph()
                                .json()
                                .path("metadata")
                                .path("uid")
                                .asText()
                                .equals(uid));
        anew.assertAnswers(anew.graph().live());
    }

    @Test
    void servesAGraphUnderANewNameAndForgetsTheOld() {
        Iris.apply(space, "iris").graph().awaitLive(1, Credit.UP);
        Iris renamed = Iris.apply(space, "flowers");
        space.kubectl("delete", "inferencegraphs.mehari.dev", "iris", "--wait=false");
        renamed.graph().awaitLive(1, Credit.UP);
        renamed.assertAnswers(1);
        space.await(Duration.ofMinutes(2), "all objects of the old name to go", () -> space.kubectl(
                        "get", LEFT, "-l", "mehari.dev/graph=iris", "-o", "name")
                .isBlank());
    }

    @Test
    void letsANamespaceGoInTheMiddleOfARollout() {
        Iris iris = Iris.apply(space, "iris");
        space.await(Duration.ofMinutes(1), "a pod", () -> !space.client()
                .pods()
                .inNamespace(space.name())
                .list()
                .getItems()
                .isEmpty());
        space.client().namespaces().withName(space.name()).delete();
        space.await(
                Duration.ofMinutes(2),
                "the namespace to be gone",
                () -> space.client().namespaces().withName(space.name()).get() == null);
        assertThat(iris.graph().json().isMissingNode()).isTrue();
    }

    @Test
    void servesAGraphWithTheLongestName() {
        String longest = "a".repeat(47) + "z";
        Iris iris = Iris.apply(space, longest);
        iris.graph().awaitLive(1, Credit.UP);
        iris.assertAnswers(1);
    }

    @Test
    void saysThatANameIsTooLong() {
        String name = "a".repeat(63);
        try {
            Iris iris = Iris.apply(space, name);
            iris.graph().awaitCondition("Degraded", "True", "NameTooLong", Duration.ofSeconds(30));
        } catch (IllegalStateException refused) {
            // The cluster's own schema may say it first.
            assertThat(refused).hasMessageContaining("48");
        }
    }

    @Test
    void readsNoFileOfThePod() {
        Iris iris = Iris.apply(
                space, "iris", spec -> spec.withObject("/models/iris").put("uri", "file:///etc/passwd"));
        iris.graph().awaitCondition("Degraded", Duration.ofMinutes(2), "a refusal", condition -> condition
                .path("status")
                .asText()
                .equals("True"));
        assertThat(iris.graph().live()).isZero();
        assertThat(iris.graph().json().toString()).doesNotContain("root:x:");
    }

    @Test
    void mountsNothingByAPath() {
        for (String uri : new String[] {"configmap://../../etc", "pvc://..", "configmap://kube-system/x/../y"}) {
            try {
                Iris iris = Iris.apply(
                        space, "iris", spec -> spec.withObject("/models/iris").put("uri", uri + "/iris.onnx"));
                iris.graph()
                        .awaitCondition("Degraded", Duration.ofMinutes(2), "a refusal of " + uri, condition -> condition
                                .path("status")
                                .asText()
                                .equals("True"));
                assertThat(iris.graph().live()).as(uri).isZero();
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("uri");
            }
        }
    }

    @Test
    void refusesAGraphOfAnotherShape() {
        assertThatThrownBy(() -> Iris.apply(space, "iris", spec -> spec.put("inputs", "none")))
                .hasMessageContaining("spec.inputs");
    }
}

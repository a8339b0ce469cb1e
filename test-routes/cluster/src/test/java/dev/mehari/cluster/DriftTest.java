// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Objects of a graph that somebody deletes or edits by hand come back as they were. One graph for all tests. */
@ClusterTest
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftTest {
    private static final Duration MENDED = Duration.ofSeconds(60);

    private Space space;
    private Iris iris;

    @BeforeAll
    void serves(Space space, Operator operator) {
        operator.install("renderer=plain");
        this.space = space;
        iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service/iris",
                "service/iris-r1",
                "deployment/iris-r1",
                "poddisruptionbudget/iris-r1",
                "configmap/iris-r1-routes",
                "controllerrevision/iris-r1"
            })
    void comeBackWhenDeleted(String object) {
        String before = space.kubectl("get", object, "-o", "jsonpath={.metadata.uid}");
        space.kubectl("delete", object, "--wait=false");
        space.await(MENDED, object + " to come back", () -> {
            String now = space.kubectl("get", object, "-o", "jsonpath={.metadata.uid}");
            return !now.equals(before);
        });
        iris.graph().awaitLive(1, MENDED);
        iris.assertAnswers(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "service/iris     | {\"spec\":{\"selector\":{\"mehari.dev/revision\":\"9\"}}} | {.spec.selector.mehari\\.dev/revision} | 1",
                "service/iris-r1  | {\"spec\":{\"selector\":{\"mehari.dev/graph\":\"other\"}}} | {.spec.selector.mehari\\.dev/graph} | iris",
                "deployment/iris-r1 | {\"spec\":{\"replicas\":0}} | {.spec.replicas} | 1",
                "deployment/iris-r1 | {\"spec\":{\"template\":{\"spec\":{\"terminationGracePeriodSeconds\":30}}}} |"
                        + " {.spec.template.spec.terminationGracePeriodSeconds} | 60",
                "poddisruptionbudget/iris-r1 | {\"spec\":{\"maxUnavailable\":\"100%\"}} | {.spec.maxUnavailable} | 1",
                "deployment/iris-r1 | {\"metadata\":{\"labels\":{\"mehari.dev/graph\":\"other\"}}} |"
                        + " {.metadata.labels.mehari\\.dev/graph} | iris"
            })
    void areMendedWhenEdited(String object, String patch, String path, String mended) {
        space.kubectl("patch", object, "--type=merge", "-p", patch);
        space.await(MENDED, object + " to be mended", () -> space.kubectl("get", object, "-o", "jsonpath=" + path)
                .equals(mended));
        iris.graph().awaitLive(1, MENDED);
        space.await(
                MENDED,
                "an answer",
                () -> space.post("iris", iris.path(), Iris.request()).status() == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com/note"})
    void keepWhatOthersAddToThem(String annotation) {
        space.kubectl("annotate", "service/iris", annotation + "=kept");
        iris.graph().annotate("example.com/look=again");
        space.kubectl("patch", "deployment/iris-r1", "--type=merge", "-p", "{\"spec\":{\"replicas\":0}}");
        space.await(MENDED, "a round of the operator", () -> space.kubectl(
                        "get", "deployment/iris-r1", "-o", "jsonpath={.spec.replicas}")
                .equals("1"));
        assertThat(space.kubectl("get", "service/iris", "-o", "jsonpath={.metadata.annotations}"))
                .contains(annotation);
        iris.graph().awaitLive(1, MENDED);
    }
}

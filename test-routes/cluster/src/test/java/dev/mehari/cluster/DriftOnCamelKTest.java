// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.time.Duration;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integrations that somebody deletes or edits by hand, and what Camel K makes of that. One graph for all tests. */
@ClusterTest
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftOnCamelKTest {
    private static final Duration MENDED = Duration.ofSeconds(90);

    private Space space;
    private Iris iris;

    @BeforeAll
    void serves(Space space, Operator operator) {
        operator.install("renderer=camel-k");
        this.space = space;
        iris = Iris.apply(space, "iris");
        iris.graph().awaitLive(1, Credit.UP);
    }

    @Test
    void comesBackWhenDeleted() {
        String before = space.kubectl("get", "integration/iris-r1", "-o", "jsonpath={.metadata.uid}");
        space.kubectl("delete", "integration/iris-r1", "--wait=false");
        space.await(MENDED, "another Integration", () -> !space.kubectl(
                        "get", "integration/iris-r1", "-o", "jsonpath={.metadata.uid}")
                .equals(before));
        iris.graph().awaitLive(1, MENDED);
        iris.assertAnswers(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"spec\":{\"replicas\":0}} | {.spec.replicas} | 1",
                "{\"spec\":{\"traits\":{\"container\":{\"port\":8081}}}} | {.spec.traits.container.port} | 8080",
                "{\"metadata\":{\"labels\":{\"mehari.dev/graph\":\"other\"}}} | {.metadata.labels.mehari\\.dev/graph} | iris"
            })
    void isMendedWhenEdited(String patch, String path, String mended) {
        space.kubectl("patch", "integration/iris-r1", "--type=merge", "-p", patch);
        space.await(
                MENDED, "it to be mended", () -> space.kubectl("get", "integration/iris-r1", "-o", "jsonpath=" + path)
                        .equals(mended));
        iris.graph().awaitLive(1, MENDED);
        iris.assertAnswers(1);
    }
}

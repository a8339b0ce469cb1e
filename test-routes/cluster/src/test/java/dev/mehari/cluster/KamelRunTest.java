// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The real {@code kamel} takes an exported graph, as the sample's README says, and the pods of Camel K answer. */
@ClusterTest
@Tag("smoke")
class KamelRunTest {
    private static final Readme README = new Readme(Sources.sample("kubernetes").resolve("README.md"));

    @ParameterizedTest
    @ValueSource(strings = {" --open", ""})
    void servesTheExportedGraphFromAConfigMap(String open, Space space) throws IOException {
        Readme.run(space, README.commands("The graph").replace(" --open", open));
        Readme.run(space, README.commands("kamel run"));
        assertAnswersAsRecorded(space);
    }

    @Test
    void takesTheExportedGraphAsAFile(Space space) throws IOException {
        Readme.run(space, README.commands("The graph") + README.commands("kamel run with the file"));
        assertAnswersAsRecorded(space);
        assertThat(space.kubectl("get", "integration", "credit", "-o", "jsonpath={.spec.flows}"))
                .contains("infer:");
    }

    private static void assertAnswersAsRecorded(Space space) throws IOException {
        // Ready is the pod's; the Service learns it a moment later.
        space.await(
                Duration.ofMinutes(1),
                "an answer of the Service",
                () -> space.post("credit", "/v2/models/credit/infer", text("request.json"))
                                .status()
                        == 200);
        JsonNode answer = space.post("credit", "/v2/models/credit/infer", text("request.json"))
                .json();
        JsonNode recorded = Serialization.jsonMapper().readTree(text("response.json"));
        assertThat(data(answer, "decision")).isEqualTo(data(recorded, "decision"));
        for (int i = 0; i < 3; i++) {
            // Recorded of numpy in FP32: sums in another order differ in the last digits.
            assertThat(data(answer, "probability").path(i).asDouble())
                    .isEqualTo(data(recorded, "probability").path(i).asDouble(), within(1e-6));
        }
    }

    private static String text(String name) {
        return Sources.text(Sources.sample("credit").resolve(name));
    }

    private static JsonNode data(JsonNode answer, String name) {
        for (JsonNode output : answer.path("outputs")) {
            if (output.path("name").asText().equals(name)) {
                return output.path("data");
            }
        }
        throw new AssertionError("no output '" + name + "' in " + answer);
    }
}

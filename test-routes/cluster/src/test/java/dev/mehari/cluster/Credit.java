// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The sample {@code credit}, applied as its README says. */
record Credit(Space space, Graph graph) {
    static final String NAME = "credit";
    static final String PATH = "/v2/models/credit/infer";

    /** How long a first revision may take, from an imported image to an answer, on a busy machine of two cores. */
    static final Duration UP = Duration.ofMinutes(3);

    private static final Path SAMPLE = Sources.sample(NAME);

    /** Applies it with its models. */
    static Credit apply(Space space) {
        space.kubectl("apply", "-k", SAMPLE.toString());
        return new Credit(space, space.graph(NAME));
    }

    static String request() {
        return Sources.text(SAMPLE.resolve("request.json"));
    }

    /** What the Service of this name answers to the recorded request is the recorded answer. @return it */
    JsonNode assertAnswers(String service) {
        // A node hears of a Service's endpoints a moment after the API server.
        space.await(
                Duration.ofSeconds(20),
                "an answer of Service '" + service + "'",
                () -> space.post(service, PATH, request()).status() == 200);
        Space.Answer answer = space.post(service, PATH, request());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertIsRecorded(answer.json());
        return answer.json();
    }

    /** An answer is the recorded one, whatever revision gave it. */
    static void assertIsRecorded(JsonNode answer) {
        JsonNode recorded = json(Sources.text(SAMPLE.resolve("response.json")));
        assertThat(answer.path("model_name").asText()).isEqualTo(NAME);
        assertThat(output(answer, "decision")).isEqualTo(output(recorded, "decision"));
        JsonNode probabilities = output(answer, "probability");
        for (int i = 0; i < 3; i++) {
            // Recorded of numpy in FP32: sums in another order differ in the last digits.
            assertThat(probabilities.path(i).asDouble())
                    .isEqualTo(output(recorded, "probability").path(i).asDouble(), within(1e-6));
        }
    }

    private static JsonNode output(JsonNode answer, String name) {
        for (JsonNode output : answer.path("outputs")) {
            if (output.path("name").asText().equals(name)) {
                return output.path("data");
            }
        }
        throw new AssertionError("no output '" + name + "' in " + answer);
    }

    static JsonNode json(String text) {
        try {
            return Serialization.jsonMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the content, so that a new revision must come of it, which answers the same. */
    void change(int version) {
        graph.patch("{\"spec\": {\"models\": {\"net\": {\"version\": \"" + version + "\"}}}}");
    }
}

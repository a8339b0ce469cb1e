// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FindingTest {
    private static final Finding ERROR = new Finding(
            "fraud.graph.yaml",
            22,
            "spec.steps[2].model.use",
            Severity.ERROR,
            "no model 'fraud_v3'; known: fraud_v1, fraud_v2",
            "Did you mean 'fraud_v2'?",
            Optional.of(new Patch(22, 30, "fraud_v3", "fraud_v2")));

    @Test
    void readsAsALine() {
        assertThat(ERROR)
                .hasToString(
                        "fraud.graph.yaml:22  spec.steps[2].model.use: no model 'fraud_v3'; known: fraud_v1, fraud_v2. Did you mean 'fraud_v2'?");
        assertThat(new Finding("a", 1, "", Severity.WARNING, "it is odd", "", Optional.empty()))
                .hasToString("a:1  warning: it is odd.");
    }

    @Test
    void isJson() throws JsonProcessingException {
        assertThat(new ObjectMapper().writeValueAsString(ERROR.toJson()))
                .isEqualTo(
                        "{\"file\":\"fraud.graph.yaml\",\"line\":22,\"path\":\"spec.steps[2].model.use\",\"severity\":\"error\","
                                + "\"message\":\"no model 'fraud_v3'; known: fraud_v1, fraud_v2\",\"mend\":\"Did you mean 'fraud_v2'?\","
                                + "\"patch\":{\"line\":22,\"column\":30,\"old\":\"fraud_v3\",\"new\":\"fraud_v2\"}}");
        assertThat(new Finding("a", 1, "", Severity.WARNING, "it is odd", "", Optional.empty()).toJson())
                .containsEntry("patch", null);
    }
}

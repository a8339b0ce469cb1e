// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GraphStatusTest {
    private static final Instant NOON = Instant.parse("2026-05-02T12:00:00.123Z");

    private static JsonNode tree(String yaml) {
        return Serialization.unmarshal(yaml, JsonNode.class);
    }

    @Test
    void isReadAsItWasWritten() {
        String text = """
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata:
                  name: credit
                spec:
                  replicas: 2
                  later: [1, 2.5, null]
                status:
                  observedGeneration: 3
                  conditions:
                  - type: Ready
                    status: "True"
                    reason: Live
                    message: Revision 7 answers.
                    lastTransitionTime: "2026-05-02T12:00:00Z"
                    observedGeneration: 3
                  live:
                    number: 7
                    identity: abc
                    since: "2026-05-02T12:00:00Z"
                  replicas: 2
                  selector: mehari.dev/graph=credit
                  addresses:
                    http: http://credit
                  findings:
                  - path: spec.steps[0]
                    severity: warning
                    message: m
                    mend: ""
                  models:
                    trees:
                      runtime: xgboost
                      uri: trees.json
                      card:
                        created: "2026-05-02"
                  renderer: camel-k
                """;

        GraphResource graph = Serialization.unmarshal(text, GraphResource.class);

        assertThat(graph.getSpec().get("later").get(1).decimalValue()).isEqualByComparingTo("2.5");
        assertThat(graph.getStatus().live()).isEqualTo(new RevisionStatus(7, "abc", "2026-05-02T12:00:00Z"));
        assertThat(graph.getStatus().is(ConditionType.READY)).isTrue();
        assertThat(tree(Serialization.asYaml(graph))).isEqualTo(tree(text));
    }

    @Test
    void readsKeysOfALaterRelease() {
        GraphResource graph = Serialization.unmarshal("""
                {"apiVersion": "mehari.dev/v1alpha1", "kind": "InferenceGraph", "metadata": {"name": "g"}, "spec": {},
                 "status": {"weather": "fine", "live": {"number": 1, "identity": "a", "weight": 5}}}
                """, GraphResource.class);

        assertThat(graph.getStatus().live()).isEqualTo(new RevisionStatus(1, "a", null));
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(new GraphResource().getStatus()).isEqualTo(GraphStatus.NONE);
        assertThat(Serialization.asJson(GraphStatus.NONE)).isEqualTo("{}");
    }

    @Test
    void keepsTheTimeWhileTheStatusStays() {
        GraphStatus status = GraphStatus.NONE.with(
                GraphCondition.of(ConditionType.READY, true, Reason.LIVE, "Revision 1 answers.", NOON, 1L));

        GraphStatus later = status.with(GraphCondition.of(
                ConditionType.READY, true, Reason.SOAKING, "Revision 2 answers.", NOON.plusSeconds(5), 2L));

        assertThat(later.conditions()).singleElement().satisfies(c -> {
            assertThat(c.lastTransitionTime()).isEqualTo("2026-05-02T12:00:00Z");
            assertThat(c.message()).isEqualTo("Revision 2 answers.");
            assertThat(c.observedGeneration()).isEqualTo(2);
        });
    }

    @Test
    void takesTheTimeOfAChangedStatus() {
        GraphStatus status = GraphStatus.NONE.with(
                GraphCondition.of(ConditionType.READY, true, Reason.LIVE, "Revision 1 answers.", NOON, 1L));

        GraphStatus later = status.with(
                GraphCondition.of(ConditionType.READY, false, Reason.PODS_CRASH, "Pods end.", NOON.plusSeconds(5), 1L));

        assertThat(later.condition(ConditionType.READY).orElseThrow().lastTransitionTime())
                .isEqualTo("2026-05-02T12:00:05Z");
        assertThat(later.without(ConditionType.READY).conditions()).isEmpty();
    }

    @Test
    void findsEveryReasonByItsWord() {
        assertThat(Reason.values()).allSatisfy(r -> {
            assertThat(Reason.of(r.word())).contains(r);
            assertThat(r.word()).matches("[A-Z][A-Za-z]*");
        });
        assertThat(Reason.of("Tomorrow")).isEmpty();
    }
}

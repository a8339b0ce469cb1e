// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mehari.crd.GraphResource;
import dev.mehari.operator.desired.GraphRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeptTest {
    private static final GraphRevision REVISION = revision("a < 1 && b > 2, Größe \"x\\y\" \u2028");

    private static GraphRevision revision(String condition) {
        JsonNode spec =
                JsonNodeFactory.instance.objectNode().put("cel", condition).put("at", new java.math.BigDecimal("0.5"));
        return new GraphRevision(
                "shop", "credit", "u-1", 7, "ab", spec, "- route: '" + condition + "'\n", "image:1", "plain");
    }

    private static ControllerRevision object() {
        GraphResource owner = new GraphResource();
        owner.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withName("credit")
                .withNamespace("shop")
                .withUid("u-1")
                .build());
        return Kept.object(REVISION, owner);
    }

    /** As the API server keeps it and gives it back. */
    private static ControllerRevision roundTripped() {
        return Serialization.unmarshal(Serialization.asJson(object()), ControllerRevision.class);
    }

    @Test
    void isReadAsItWasWritten() {
        assertThat(Kept.of(roundTripped()).orElseThrow().revision()).isEqualTo(REVISION);
    }

    @Test
    void holdsNoLetterThatAnApiServerWritesInAnotherWay() {
        String data = Serialization.asJson(object().getData());
        assertThat(data.chars().allMatch(c -> c < 0x7f && c != '<' && c != '>' && c != '&'))
                .as(data)
                .isTrue();
    }

    @Test
    void isNotReadOfAnObjectOfAnotherForm() {
        ControllerRevision other = object();
        other.setData(java.util.Map.of("spec", "none"));
        assertThat(Kept.of(other)).isEmpty();
    }
}

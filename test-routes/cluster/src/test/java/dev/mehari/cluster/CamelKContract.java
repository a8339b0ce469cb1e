// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The sample as an Integration, which the real operator of Camel K turns into pods, whichever way it gets the routes. */
abstract class CamelKContract extends CreditContract {
    CamelKContract(String mode) {
        super("renderer=camel-k", "camelKMode=" + mode);
    }

    @Override
    String renderer() {
        return "camel-k";
    }

    JsonNode integration() {
        return Credit.json(space().kubectl("get", "integration", "credit-r1", "-o", "json"));
    }

    @Test
    void showsTheIntegrationOfTheGraph() {
        assertThat(space().kubectl("get", "it,mgraph"))
                .contains("integration.camel.apache.org/credit-r1")
                .contains("Running");
    }

    @Test
    void ownsTheIntegrationWhichOwnsTheDeployment() {
        assertThat(integration()
                        .path("metadata")
                        .path("ownerReferences")
                        .path(0)
                        .path("kind")
                        .asText())
                .isEqualTo("InferenceGraph");
        assertThat(space().kubectl(
                                "get", "deployment", "credit-r1", "-o", "jsonpath={.metadata.ownerReferences[*].kind}"))
                .isEqualTo("Integration");
    }

    @Test
    void buildsNothing() {
        assertThat(integration()
                        .path("spec")
                        .path("traits")
                        .path("container")
                        .path("image")
                        .asText())
                .isEqualTo(Images.runtime().name());
        assertThat(space().kubectl("get", "builds.camel.apache.org,integrationkits.camel.apache.org"))
                .contains("No resources found");
    }

    @Test
    void keepsTheDoorShut() {
        assertThat(space().kubectl("get", "ingresses")).contains("No resources found");
    }
}

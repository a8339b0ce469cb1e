// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GraphDefinitionTest {
    private static final Path RESOURCE = Path.of("src/main/resources", GraphDefinition.RESOURCE);
    private static final JsonNode SCHEMA = Serialization.unmarshal(GraphDefinition.make(), JsonNode.class)
            .at("/spec/versions/0/schema/openAPIV3Schema");

    @Test
    void liesInTheJarAsItIsMade() throws IOException {
        if (System.getProperty("mehari.golden", "").equals("write")) {
            Files.createDirectories(RESOURCE.getParent());
            Files.writeString(RESOURCE, GraphDefinition.make());
        }
        assertThat(Files.readString(RESOURCE))
                .as("the records changed: write it anew with"
                        + " mvn test -pl camel-k/crd -am -Dsurefire.extra=-Dmehari.golden=write")
                .isEqualTo(GraphDefinition.make());
    }

    @Test
    void isSmall() {
        assertThat(GraphDefinition.make().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(100_000);
    }

    @Test
    void answersToFullAndShortName() {
        var names = GraphDefinition.read().getSpec().getNames();

        assertThat(GraphDefinition.read().getMetadata().getName()).isEqualTo("inferencegraphs.mehari.dev");
        assertThat(names.getShortNames()).containsExactly("mgraph");
        assertThat(names.getCategories()).containsExactly("mehari");
    }

    @Test
    void hasTheSubresourcesThatControllersNeed() {
        CustomResourceDefinitionVersion version =
                GraphDefinition.read().getSpec().getVersions().get(0);

        assertThat(version.getSubresources().getStatus()).isNotNull();
        assertThat(version.getSubresources().getScale().getSpecReplicasPath()).isEqualTo(".spec.replicas");
        assertThat(SCHEMA.at("/properties/spec/properties/replicas/default").asInt())
                .isEqualTo(1);
    }

    @Test
    void isStructural() {
        assertThat(nodes(SCHEMA)).allSatisfy(node -> {
            boolean anything = node.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            assertThat(node.has("type") || anything).as(node.toString()).isTrue();
            assertThat(node.has("properties") && node.has("additionalProperties"))
                    .isFalse();
            for (String refused : List.of("$ref", "anyOf", "oneOf", "not", "const", "uniqueItems", "propertyNames")) {
                assertThat(node.has(refused)).as(refused).isFalse();
            }
        });
    }

    @Test
    void keepsUnknownKeysInEveryObjectOfTheSpec() {
        assertThat(nodes(SCHEMA.at("/properties/spec")))
                .filteredOn(node -> node.path("type").asText().equals("object"))
                .allMatch(node -> node.has("additionalProperties")
                        || node.path("x-kubernetes-preserve-unknown-fields").asBoolean());
    }

    @Test
    void validatesTheStepsOfTheGraphAndLeavesThoseOfBranchesToCheck() {
        JsonNode step = SCHEMA.at("/properties/spec/properties/steps/items");

        assertThat(step.get("maxProperties").asInt()).isEqualTo(1);
        assertThat(step.at("/properties/model/required").toString()).contains("id");
        assertThat(step.at("/properties/split/properties/steps/items").toString())
                .isEqualTo("{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}");
    }

    @Test
    void describesEveryKey() {
        assertThat(properties(SCHEMA.at("/properties/spec"))).allMatch(node -> node.has("description"));
        assertThat(properties(SCHEMA.at("/properties/status"))).allMatch(node -> node.has("description"));
    }

    private static List<JsonNode> properties(JsonNode schema) {
        List<JsonNode> properties = new ArrayList<>();
        nodes(schema).forEach(node -> node.path("properties").forEach(properties::add));
        properties.removeIf(node -> node.has("x-kubernetes-preserve-unknown-fields"));
        return properties;
    }

    /** Every schema in it. */
    private static List<JsonNode> nodes(JsonNode schema) {
        List<JsonNode> all = new ArrayList<>();
        all.add(schema);
        schema.path("properties").forEach(property -> all.addAll(nodes(property)));
        for (String inner : List.of("items", "additionalProperties")) {
            if (schema.has(inner)) {
                all.addAll(nodes(schema.get(inner)));
            }
        }
        all.removeIf(node -> node == SCHEMA.at("/properties/metadata"));
        return all;
    }
}

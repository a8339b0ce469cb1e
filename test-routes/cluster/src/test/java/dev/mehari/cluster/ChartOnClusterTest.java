// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The chart as a cluster takes it, in all combinations of its values, and the plain YAML. What combinations have in common is
 * asked once.
 */
@ClusterTest
@Tag("smoke")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartOnClusterTest {
    private static final Path PACKAGING = Operator.chart().getParent();
    private static final Path CHOICES = PACKAGING.resolve("src/test/resources/dev/mehari/packaging/choices.yaml");
    private static final String RELEASE = "chart";

    private Cluster cluster;
    private Space space;
    private final Set<JsonNode> objects = new LinkedHashSet<>();

    @BeforeAll
    void rendersThemAll(Cluster cluster, Space space) throws IOException {
        this.cluster = cluster;
        this.space = space;
        Neighbour.PROMETHEUS.install(cluster);
        List<Map<String, Object>> choices = Serialization.yamlMapper()
                .readValue(CHOICES.toFile(), new TypeReference<List<Map<String, Object>>>() {});
        for (int bits = 0; bits < 1 << choices.size(); bits++) {
            Map<String, Object> values = new HashMap<>();
            for (int i = 0; i < choices.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    values.putAll(choices.get(i));
                }
            }
            // Namespaces that are there.
            values.replace("watchNamespaces[0]", space.name());
            values.replace("watchNamespaces[1]", "default");
            TemplateCommand template =
                    new Helm(Operator.chart()).template().withName(RELEASE).withNamespace(space.name());
            values.forEach(template::set);
            objects.addAll(objects(template.call()));
        }
        // Pods are admitted where their accounts are.
        space.kubectl("create", "serviceaccount", RELEASE + "-mehari-operator");
        space.kubectl("create", "serviceaccount", "operators");
    }

    @AfterAll
    void leavesNoDefinition() {
        Neighbour.PROMETHEUS.remove(cluster);
    }

    private static List<JsonNode> objects(String yaml) {
        try (var documents =
                Serialization.yamlMapper().readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isTakenInAllCombinationsOfItsValues() {
        String said = space.dryRun("apply", objects, "--server-side", "--force-conflicts");

        assertThat(said).doesNotContain("Warning");
        assertThat(said.lines().filter(line -> line.endsWith("serverside-applied (server dry run)")))
                .hasSize(objects.size());
        assertThat(objects)
                .map(object -> object.path("kind").asText())
                .contains("Deployment", "Role", "ClusterRole", "PodMonitor", "PodDisruptionBudget", "NetworkPolicy");
    }

    @Test
    void makesPodsThatTheRestrictedLevelAllowsInAllCombinations() {
        Map<JsonNode, ObjectNode> pods = new LinkedHashMap<>();
        for (JsonNode object : objects) {
            if (object.path("kind").asText().equals("Deployment")) {
                JsonNode template = object.at("/spec/template");
                ObjectNode pod = template.deepCopy();
                pod.put("apiVersion", "v1").put("kind", "Pod");
                pod.withObject("/metadata").put("name", "pod-" + pods.size()).put("namespace", space.name());
                pods.putIfAbsent(template, pod);
            }
        }

        String said = space.dryRun("create", pods.values());

        assertThat(said).doesNotContain("Warning");
        assertThat(said.lines()).hasSize(pods.size()).hasSizeGreaterThan(16);
    }

    @Test
    void isTakenAsPlainYaml() {
        String plain = Sources.text(PACKAGING.resolve("install/mehari.yaml")).replace("mehari-system", space.name());
        List<JsonNode> all = objects(plain);

        String said = space.dryRun("apply", all, "--server-side", "--force-conflicts");

        assertThat(said).doesNotContain("Warning");
        assertThat(said.lines()).hasSize(all.size());
        assertThat(all).map(object -> object.path("kind").asText()).contains("CustomResourceDefinition", "Deployment");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChartTest {
    private static final List<Map<String, Object>> CHOICES = choices();

    private static List<Map<String, Object>> choices() {
        try (InputStream in = ChartTest.class.getResourceAsStream("choices.yaml")) {
            return Serialization.yamlMapper().readValue(in, new TypeReference<List<Map<String, Object>>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every combination of the choices, but where two of them contradict. */
    static Stream<Map<String, Object>> combinations() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int bits = 0; bits < 1 << CHOICES.size(); bits++) {
            Map<String, Object> values = new HashMap<>();
            for (int i = 0; i < CHOICES.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    values.putAll(CHOICES.get(i));
                }
            }
            all.add(values);
        }
        return all.stream();
    }

    @Test
    void passesHelmsOwnLookAtIt() {
        var result = new Helm(Chart.FOLDER).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void rendersForAllCombinationsOfItsValues() {
        combinations().forEach(values -> {
            List<JsonNode> objects = Chart.objects(values);
            assertThat(objects).as("%s", values).isNotEmpty();
            assertThat(objects)
                    .as("%s", values)
                    .map(o -> o.path("kind").asText() + " "
                            + o.at("/metadata/namespace").asText() + "/"
                            + o.at("/metadata/name").asText())
                    .doesNotHaveDuplicates()
                    .allSatisfy(name -> assertThat(name).doesNotEndWith("/"));
            deploymentIsRestricted(values, objects);
            bindsOnlyToTheAccountThatPodsRunAs(values, objects);
        });
    }

    private static void deploymentIsRestricted(Map<String, Object> values, List<JsonNode> objects) {
        JsonNode pod = only(objects, "Deployment").at("/spec/template/spec");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                .as("%s", values)
                .isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        JsonNode container = pod.at("/containers/0/securityContext");
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(pod.path("serviceAccountName").asText())
                .isEqualTo(values.getOrDefault("serviceAccount.name", "mehari-operator"));
    }

    @Test
    void watchesAllNamespacesByAClusterRole() {
        List<JsonNode> objects = Chart.objects(Map.of());

        assertThat(named(objects, "ClusterRole", "mehari-operator")).hasSize(1);
        assertThat(named(objects, "Role", "mehari-operator")).isEmpty();
        assertThat(environment(objects).get("MEHARI_WATCH_NAMESPACES")).isEmpty();
    }

    @Test
    void watchesListedNamespacesWithoutAnyRightBeyondThem() {
        List<JsonNode> objects = Chart.objects(CHOICES.get(0));

        assertThat(named(objects, "Role", "mehari-operator"))
                .map(role -> role.at("/metadata/namespace").asText())
                .containsExactly("team-a", "team-b");
        assertThat(named(objects, "RoleBinding", "mehari-operator")).hasSize(2);
        assertThat(of(objects, "ClusterRoleBinding")).isEmpty();
        assertThat(environment(objects).get("MEHARI_WATCH_NAMESPACES")).isEqualTo("team-a,team-b");
    }

    @Test
    void grantsNoWildcardsAndNoSecrets() {
        for (JsonNode object : Chart.objects(Map.of())) {
            if (object.path("kind").asText().endsWith("Role")) {
                for (JsonNode rule : object.path("rules")) {
                    assertThat(rule.toString()).doesNotContain("*");
                    assertThat(rule.path("resources").toString()).doesNotContain("secrets", "pods/exec", "roles");
                    assertThat(rule.path("verbs")).isNotEmpty();
                }
            }
        }
    }

    @Test
    void grantsTheProxiesOnlyToAnOperatorThatAsksThroughThem() {
        assertThat(Chart.render(Map.of())).doesNotContain("pods/proxy");
        assertThat(Chart.render(Map.of("podAccess", "proxy"))).contains("pods/proxy", "services/proxy");
    }

    @Test
    void givesAReasonForEveryRule() throws IOException {
        List<String> lines = Files.readAllLines(Chart.FOLDER.resolve("templates/_helpers.tpl"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("- apiGroups:")) {
                assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("#");
            }
        }
    }

    @Test
    void givesPeopleWhoMayEditANamespaceItsGraphs() {
        JsonNode edit = named(Chart.objects(Map.of()), "ClusterRole", "mehari-operator-edit")
                .get(0);

        assertThat(edit.at("/metadata/labels")
                        .path("rbac.authorization.k8s.io/aggregate-to-edit")
                        .asText())
                .isEqualTo("true");
        assertThat(edit.at("/rules/0/resources").toString())
                .contains("inferencegraphs")
                .doesNotContain("status");
    }

    @Test
    void takesADigestForATag() {
        String digest = "sha256:" + "0".repeat(64);
        List<JsonNode> objects = Chart.objects(Map.of("image.digest", digest, "runtime.image.tag", "v9"));

        assertThat(only(objects, "Deployment")
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .isEqualTo("mehari.dev/mehari-operator@" + digest);
        assertThat(environment(objects).get("MEHARI_RUNTIME_IMAGE")).isEqualTo("mehari.dev/mehari:v9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rendrer=plain",
                "renderer=docker",
                "resync=often",
                "replicas=9",
                "image.digest=latest",
                "watchNamespaces[0]=Team_A"
            })
    void refusesValuesThatItsSchemaDoesNotKnow(String value) {
        int equals = value.indexOf('=');

        assertThatThrownBy(() -> Chart.render(Map.of(value.substring(0, equals), value.substring(equals + 1))))
                .hasMessageContaining(value.substring(0, equals).replaceFirst("\\[.*|\\..*", ""));
    }

    @Test
    void refusesSeveralOperatorsWithoutALease() {
        assertThatThrownBy(() -> Chart.render(Map.of("replicas", 2, "leaderElection.enabled", false)))
                .hasMessageContaining("leaderElection.enabled");
    }

    private static void bindsOnlyToTheAccountThatPodsRunAs(Map<String, Object> values, List<JsonNode> objects) {
        Object account = values.getOrDefault("serviceAccount.name", "mehari-operator");
        objects.stream()
                .filter(o -> o.path("kind").asText().endsWith("Binding"))
                .forEach(binding -> {
                    assertThat(binding.path("subjects")).hasSize(1);
                    assertThat(binding.at("/subjects/0/name").asText()).isEqualTo(account);
                    assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo("mehari-system");
                });
    }

    private static Map<String, String> environment(List<JsonNode> objects) {
        Map<String, String> environment = new HashMap<>();
        only(objects, "Deployment")
                .at("/spec/template/spec/containers/0/env")
                .forEach(each -> environment.put(
                        each.path("name").asText(), each.path("value").asText()));
        return environment;
    }

    private static List<JsonNode> of(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(o -> o.path("kind").asText().equals(kind))
                .toList();
    }

    private static List<JsonNode> named(List<JsonNode> objects, String kind, String name) {
        return of(objects, kind).stream()
                .filter(o -> o.at("/metadata/name").asText().equals(name))
                .toList();
    }

    private static JsonNode only(List<JsonNode> objects, String kind) {
        List<JsonNode> found = of(objects, kind);
        assertThat(found).as(kind).hasSize(1);
        return found.get(0);
    }
}

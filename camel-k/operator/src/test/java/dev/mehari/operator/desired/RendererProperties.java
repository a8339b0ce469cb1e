// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.crd.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every renderer keeps: the same pods whoever makes them, and nothing in them that the rules don't allow. */
final class RendererProperties {
    private static final Renderer PLAIN = new PlainRenderer();
    private static final List<Renderer> CAMEL_K = List.of(
            new CamelKRenderer(CamelKRendererTest.V2_10),
            new CamelKRenderer(CamelKRendererTest.V2_10, RoutesMode.FLOWS),
            new CamelKRenderer(CamelKRendererTest.V2_11));

    /** What people try who want more than is theirs. */
    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "..",
            "../../etc",
            "/etc/passwd",
            "a/../b",
            "a@/etc/camel/sources/x.yaml",
            "a/key@/deployments",
            "x:/host:10Gi:ReadWriteMany:fast",
            "a;b;c",
            "a,b",
            "a\nb: c",
            "a\r\nX: y",
            "${env:HOME}",
            "{{secret:other/key}}",
            "$(POD_NAME)",
            "%2e%2e%2f",
            "a\u0000b",
            "\u202eevil",
            "ａ",
            "A",
            "-a",
            "a-",
            ".a",
            "a..b",
            "other-namespace/name",
            "x".repeat(254),
            "x".repeat(64),
            "true",
            "camel.apache.org/integration",
            "k=v:NoSchedule",
            "1e999999999",
            "#",
            "'\"`",
            "<script>",
            "\ud800");

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(HOSTILE)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(20)),
                Tuple.of(40, Arbitraries.of("models", "a.b", "credit-models", "x1")));
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.of(HOSTILE);
    }

    @Provide
    Arbitrary<String> uri() {
        Arbitrary<String> start = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.of("configmap://", "pvc://", "PVC://", "s3://")),
                Tuple.of(1, Arbitraries.of("configmap:", "pvc:/", "")));
        Arbitrary<String> end = Arbitraries.of("", "/m.onnx", "/../../x", "?a=b", "#f", "@/etc");
        return Combinators.combine(start, text(), end).as((a, b, c) -> a + b + c);
    }

    @Provide
    Arbitrary<ObjectNode> spec() {
        Arbitrary<String> quantity = Arbitraries.frequencyOf(
                Tuple.of(1, text()), Tuple.of(20, Arbitraries.of("1", "500m", "2Gi", "0.5", "1e3", "3G")));
        Arbitrary<Map<String, String>> resources = Arbitraries.maps(
                        Arbitraries.of("cpu", "memory", "nvidia.com/gpu", "ephemeral-storage"), quantity)
                .ofMaxSize(2);
        Arbitrary<Map<String, String>> selector =
                Arbitraries.maps(text(), text()).ofMaxSize(2);
        Arbitrary<Map<String, String>> toleration = Combinators.combine(
                        text(),
                        Arbitraries.of("Exists", "Equal"),
                        text(),
                        Arbitraries.of("NoSchedule", "NoExecute", "all"))
                .as((key, operator, value, effect) -> operator.equals("Equal")
                        ? Map.of("key", key, "operator", operator, "value", value, "effect", effect)
                        : Map.of("key", key, "operator", operator, "effect", effect.replace("all", "")));
        return Combinators.combine(
                        uri().injectNull(0.6),
                        Arbitraries.maps(text(), uri()).ofMaxSize(3),
                        resources,
                        resources,
                        text().injectNull(0.5),
                        selector,
                        toleration.list().ofMaxSize(2),
                        uri().injectNull(0.5))
                .as((root, models, requests, limits, credentials, nodes, tolerations, file) -> {
                    ObjectNode spec = JsonNodeFactory.instance.objectNode();
                    if (root != null) {
                        spec.put("modelRoot", root);
                    }
                    ObjectNode all = spec.putObject("models");
                    models.forEach((key, uri) -> all.putObject(key).put("uri", uri));
                    if (file != null) {
                        spec.putArray("steps")
                                .addObject()
                                .putObject("transform")
                                .putObject("values")
                                .put("file", file);
                    }
                    ObjectNode pods = spec.putObject("pods");
                    ObjectNode resource = pods.putObject("resources");
                    put(resource.putObject("requests"), requests);
                    put(resource.putObject("limits"), limits);
                    if (credentials != null) {
                        pods.put("credentials", credentials);
                    }
                    put(pods.putObject("nodeSelector"), nodes);
                    ArrayNode list = pods.putArray("tolerations");
                    tolerations.forEach(each -> put(list.addObject(), each));
                    return spec;
                });
    }

    private static void put(ObjectNode node, Map<String, String> texts) {
        texts.forEach(node::put);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void everyRendererMakesTheSamePodsOrRefuses(@ForAll("spec") ObjectNode spec) {
        GraphRevision revision = Samples.revision(spec, Samples.ROUTES, "any");
        List<HasMetadata> plain;
        try {
            plain = PLAIN.render(revision, 3);
        } catch (InvalidRevisionException e) {
            Statistics.collect("refused");
            assertThat(e.findings()).isNotEmpty().allMatch(f -> f.path().startsWith("spec."));
            CAMEL_K.forEach(renderer -> assertThat(
                            catchThrowableOfType(InvalidRevisionException.class, () -> renderer.render(revision, 3)))
                    .isNotNull());
            return;
        }
        Statistics.collect("made");
        Deployment deployment = only(plain, Deployment.class);
        Service service = only(plain, Service.class);
        assertThat(PLAIN.render(revision, 3)).isEqualTo(plain);
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        assertAllowed(pod);
        for (Renderer renderer : CAMEL_K) {
            List<HasMetadata> objects;
            try {
                objects = renderer.render(revision, 3);
            } catch (InvalidRevisionException e) {
                assertThat(e.findings()).allMatch(f -> f.path().startsWith("spec.pods.tolerations["));
                continue;
            }
            AsCamelKMakesIt made = AsCamelKMakesIt.of(objects.get(objects.size() - 1));
            assertThat(made.labels())
                    .isEqualTo(deployment.getSpec().getTemplate().getMetadata().getLabels());
            assertThat(comparable(made.pod())).isEqualTo(comparable(pod));
            assertThat(made.ports()).isEqualTo(service.getSpec().getPorts());
            assertThat(objects).allSatisfy(RendererProperties::assertOwned);
        }
        assertThat(plain).allSatisfy(RendererProperties::assertOwned);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void refusesOrTakesHostileTextEverywhere(@ForAll("hostile") String text, @ForAll @IntRange(max = 5) int place) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        ObjectNode pods = spec.putObject("pods");
        switch (place) {
            case 0 -> spec.put("modelRoot", "pvc://" + text);
            case 1 -> spec.putObject("models").putObject(text).put("uri", "configmap://" + text + "/key");
            case 2 -> pods.put("credentials", text);
            case 3 -> pods.putObject("nodeSelector").put(text, text);
            case 4 -> pods.putObject("resources").putObject("limits").put(text, "1");
            default ->
                pods.putArray("tolerations")
                        .addObject()
                        .put("key", text)
                        .put("operator", "Equal")
                        .put("value", text)
                        .put("effect", "NoSchedule");
        }
        everyRendererMakesTheSamePodsOrRefuses(spec);
    }

    /** Without what only Camel K or only a Deployment adds: variables, routes and properties. */
    private static JsonNode comparable(PodSpec pod) {
        PodSpecBuilder builder = new PodSpecBuilder(pod).withEnableServiceLinks(null);
        Container container = builder.buildFirstContainer();
        container
                .getEnv()
                .removeIf(variable -> !variable.getName().startsWith("MEHARI_")
                        && !variable.getName().equals("HOME"));
        container.getVolumeMounts().removeIf(mount -> mount.getMountPath().startsWith("/etc/camel/"));
        Set<String> mounted =
                container.getVolumeMounts().stream().map(VolumeMount::getName).collect(Collectors.toSet());
        List<Volume> volumes = builder.buildVolumes().stream()
                .filter(volume -> mounted.contains(volume.getName()))
                .toList();
        return Samples.json(Serialization.asYaml(
                builder.withContainers(container).withVolumes(volumes).build()));
    }

    private static void assertAllowed(PodSpec pod) {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getServiceAccountName()).isNull();
        assertThat(pod.getInitContainers()).isEmpty();
        assertThat(pod.getContainers()).hasSize(1);
        Container container = pod.getContainers().get(0);
        assertThat(container.getCommand()).isEmpty();
        assertThat(container.getArgs()).isEmpty();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getVolumeMounts()).allSatisfy(mount -> {
            assertThat(mount.getMountPath())
                    .matches("/tmp|/mehari/cache|/mehari/credentials|/etc/camel/[a-z./]+"
                            + "|/mehari/mounts/(configmap|pvc)/[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
                    .doesNotContain("..");
            boolean written = Set.of("/tmp", "/mehari/cache").contains(mount.getMountPath());
            assertThat(Boolean.TRUE.equals(mount.getReadOnly())).isEqualTo(!written);
        });
        assertThat(pod.getVolumes()).allSatisfy(volume -> {
            assertThat(volume.getHostPath()).isNull();
            assertThat(volume.getProjected()).isNull();
            assertThat(volume.getName()).matches("[a-z]([-a-z0-9]*[a-z0-9])?");
        });
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .doesNotHaveDuplicates();
    }

    private static void assertOwned(HasMetadata object) {
        assertThat(object.getMetadata().getNamespace()).isEqualTo("bank");
        assertThat(object.getMetadata().getLabels()).containsOnlyKeys(Labels.MANAGED_BY, Labels.GRAPH, Labels.REVISION);
        assertThat(object.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(Samples.UID));
        assertThat(object.getMetadata().getAnnotations()).isNullOrEmpty();
        assertThat(object.getMetadata().getName()).matches("credit-r7(-routes|-properties)?");
    }

    private static <T> T only(List<HasMetadata> objects, Class<T> type) {
        List<T> found =
                objects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}

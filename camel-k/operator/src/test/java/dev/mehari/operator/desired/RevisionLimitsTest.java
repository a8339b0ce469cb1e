// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class RevisionLimitsTest {
    private static final Renderer PLAIN = new PlainRenderer();

    private static GraphRevision named(String graph, long number) {
        return new GraphRevision(
                "bank",
                graph,
                Samples.UID,
                number,
                "0".repeat(64),
                Samples.json("models: {}"),
                Samples.ROUTES,
                Samples.IMAGE,
                "plain");
    }

    private static GraphRevision withRoutes(int bytes) {
        String line = "- route: {id: a, from: {uri: 'direct:a', steps: [{log: 'ä'}]}}\n";
        StringBuilder routes = new StringBuilder();
        while (routes.length() * (line.length() + 1L) / line.length() < bytes) {
            routes.append(line);
        }
        return Samples.revision(Samples.json("models: {}"), routes.toString(), "any");
    }

    @Test
    void refusesRoutesThatNoConfigMapTakes() {
        assertThatThrownBy(() -> PLAIN.render(withRoutes(950_000), 1))
                .isInstanceOf(InvalidRevisionException.class)
                .hasMessageContaining("a ConfigMap takes 900000")
                .hasMessageContaining("data files");
    }

    @Test
    void mountsRoutesThatAreTooLargeForFlows() {
        assertThat(new CamelKRenderer(CamelKRendererTest.V2_11).render(withRoutes(600_000), 1))
                .extracting(HasMetadata::getKind)
                .containsExactly("ConfigMap", "Integration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1", "", "- a\n- [", "- just text", "&a [*a]"})
    void refusesFlowsThatAreNoRoutes(String routes) {
        GraphRevision revision = Samples.revision(Samples.json("models: {}"), routes, "camel-k");
        assertThatThrownBy(() -> new CamelKRenderer(CamelKRendererTest.V2_11).render(revision, 1))
                .isInstanceOf(InvalidRevisionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1st", "Credit", "a.b", "a/b", "-a", ""})
    void refusesNamesThatNoServiceMayHave(String name) {
        assertThatThrownBy(() -> PLAIN.render(named(name, 1), 1))
                .isInstanceOf(InvalidRevisionException.class)
                .hasMessageStartingWith("metadata.name: ");
    }

    @Test
    void takesTheLongestNameThereIs() {
        assertThat(PLAIN.render(named("a".repeat(48), 9_999_999_999_999L), 1)).isNotEmpty();
    }

    @Test
    void countsTheRevisionAsPartOfTheName() {
        assertThatThrownBy(() -> PLAIN.render(named("a".repeat(60), 10), 1)).hasMessageContaining("shorter name");
    }

    @ParameterizedTest
    @CsvSource({
        "'requests: {memory: 4Gi}', 4Gi, 4Gi",
        "'requests: {memory: 512Mi}', 512Mi, 2Gi",
        "'limits: {memory: 512Mi}', 512Mi, 512Mi",
        "'limits: {memory: 8Gi}', 1Gi, 8Gi"
    })
    void fillsInWhatFitsToWhatIsSaid(String resources, String request, String limit) {
        PodSettings pods =
                PodSettings.read(Samples.json("pods: {resources: {" + resources + "}}"), new Complaints("credit"));
        assertThat(pods.requests().get("memory")).hasToString(request);
        assertThat(pods.limits().get("memory")).hasToString(limit);
    }

    @Test
    void refusesARequestAboveItsLimit() {
        GraphRevision revision =
                Samples.revision("pods: {resources: {requests: {memory: 3Gi}, limits: {memory: 2048Mi}}}");
        assertThatThrownBy(() -> PLAIN.render(revision, 1))
                .hasMessageContaining("spec.pods.resources.requests.memory: 3Gi is more than the limit, 2048Mi");
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        GraphRevision revision =
                Samples.revision("models: {a: {uri: m.onnx}, b.c: {uri: 'pvc://A/x'}}\npods: {credentials: a/b}");
        assertThatThrownBy(() -> PLAIN.render(revision, 1))
                .hasMessageContaining("spec.models.a.uri: 'm.onnx' is relative")
                .hasMessageContaining("spec.models[\"b.c\"].uri: 'pvc://A/x' doesn't name a PersistentVolumeClaim")
                .hasMessageContaining("spec.pods.credentials: 'a/b' is no Secret's name");
    }

    @Test
    void mountsWhatChildrenReadButTakesNoPodsFromThem() {
        GraphRevision parent = Samples.revision("models: {}");
        GraphRevision revision = new GraphRevision(
                parent.namespace(),
                parent.graph(),
                parent.uid(),
                parent.number(),
                parent.identity(),
                parent.spec(),
                Map.of("child", Samples.json("modelRoot: pvc://childs\npods: {credentials: childs-keys}")),
                parent.routes(),
                parent.image(),
                parent.pullPolicy(),
                parent.renderer(),
                null);
        Workload workload = Workload.of(revision);
        assertThat(workload.mounts()).containsExactly(new ModelMount(ModelMount.Kind.CLAIM, "childs"));
        assertThat(workload.pods().credentials()).isEmpty();
    }

    @Test
    void isTheSameAfterTheWayThroughJson() throws Exception {
        ObjectMapper json = new ObjectMapper();
        GraphRevision revision = Samples.revision(Samples.CREDIT);
        GraphRevision back = json.readValue(json.writeValueAsString(revision), GraphRevision.class);
        assertThat(back).isEqualTo(revision);
        assertThat(PLAIN.render(back, 2)).isEqualTo(PLAIN.render(revision, 2));
    }

    @Test
    void readsRevisionsThatKnewNoChildren() throws Exception {
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(Samples.revision(Samples.CREDIT));
        assertThat(text).doesNotContain("children");
        assertThat(json.readValue(text, GraphRevision.class).children()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2.10.1, RESOURCES", "2.11.0, FLOWS", "2.11.0-SNAPSHOT, FLOWS", "v2.12.3, FLOWS", "3.0.0, FLOWS"})
    void knowsHowEachReleaseTakesRoutes(String version, RoutesMode mode) {
        assertThat(CamelKVersion.parse(version).map(RoutesMode::of)).contains(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "2.10", "2.99999.1", "2.-1.0"})
    void knowsNoVersionInOtherTexts(String text) {
        assertThat(CamelKVersion.parse(text)).isEqualTo(Optional.empty());
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The command line as people call it: the script {@code mehari}, and by kubectl. One graph for all tests, in the order of its life. */
@ClusterTest
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandTest {
    private static final String MEHARI = Sources.root().resolve("mehari").toString();

    @TempDir
    private Path folder;

    private Cluster cluster;
    private Space space;

    @BeforeAll
    void hasAnOperatorAndAModel(Cluster cluster, Space space, Operator operator) {
        operator.install("renderer=plain");
        this.cluster = cluster;
        this.space = space;
        space.kubectl(
                "create",
                "configmap",
                "iris-models",
                "--from-file=" + Sources.sample("iris").resolve("iris.onnx"));
    }

    private Commands.Ended mehari(String... words) {
        List<String> command = new ArrayList<>(List.of(MEHARI, "k8s"));
        command.addAll(List.of(words));
        return Commands.end(command, Map.of("KUBECONFIG", cluster.kubeconfig().toString()));
    }

    /** What it says in the tests' namespace, where it must end so. */
    private String mehari(int code, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("-n", space.name()));
        Commands.Ended ended = mehari(all.toArray(String[]::new));
        assertThat(ended.code()).as(ended.printed()).isEqualTo(code);
        return ended.printed();
    }

    private String file(Consumer<ObjectNode> change) {
        try {
            return Files.writeString(folder.resolve("iris.graph.yaml"), Iris.text("iris", change))
                    .toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void waitForPromotion(ObjectNode spec) {
        spec.withObject("/rollout/blueGreen").put("autoPromote", false);
    }

    private static void version(ObjectNode spec, String version) {
        spec.withObject("/models/iris").put("version", version);
    }

    private Graph graph() {
        return space.graph("iris");
    }

    @Test
    @Order(1)
    void checksWithoutACluster() {
        Commands.Ended good = mehari("check", file(spec -> {}));
        assertThat(good.code()).as(good.printed()).isZero();
        assertThat(good.printed()).contains("nothing to mend");

        Commands.Ended bad = mehari("check", file(spec -> spec.remove("modelRoot")));
        assertThat(bad.code()).isEqualTo(1);
        assertThat(bad.printed()).contains("spec.models.iris.uri").contains("configmap://");
    }

    @Test
    @Order(2)
    void appliesNothingThatACheckRefuses() {
        String said = mehari(1, "apply", file(spec -> spec.putArray("outputs")));
        assertThat(said).contains("spec.outputs").contains("nothing is applied");
        assertThat(graph().json().isMissingNode()).isTrue();
    }

    @Test
    @Order(2)
    void saysThatThereIsNoSuchGraph() {
        assertThat(mehari(1, "status", "nobody")).contains("there is no graph 'nobody' in namespace " + space.name());
        assertThat(mehari(2, "status", "No_Body")).contains("'No_Body' can't be a graph's name");
        assertThat(mehari(2, "statsu", "iris")).contains("See 'mehari k8s --help'");
    }

    @Test
    @Order(3)
    void appliesAndWaitsUntilItIsLive() {
        assertThat(mehari(0, "apply", file(spec -> {}), "--wait"))
                .contains("iris is applied to namespace " + space.name())
                .contains("iris@1 is live");
        new Iris(space, graph()).assertAnswers(1);
    }

    @Test
    @Order(4)
    void showsWhatIsLive() {
        assertThat(mehari(0, "status", "iris"))
                .containsPattern("live +iris@1 since .*, 1 of 1 pods ready")
                .containsPattern("candidate +-")
                .contains("http://iris." + space.name() + ".svc:80/v2/models/iris")
                .containsPattern("Ready +True +Live")
                .containsPattern("iris +onnx +1 +" + Iris.DIGEST.substring(0, 12));
        assertThat(Credit.json(mehari(0, "status", "iris", "--json"))
                        .at("/live/number")
                        .asLong())
                .isEqualTo(1);
        assertThat(mehari(0, "revisions", "iris")).containsPattern("iris@1 +live");
    }

    @Test
    @Order(5)
    void promotesWhatWaits() {
        assertThat(mehari(1, "promote", "iris")).contains("no revision of 'iris' is on its way; iris@1 is live");
        String second = file(spec -> {
            waitForPromotion(spec);
            version(spec, "2");
        });
        assertThat(mehari(0, "apply", second, "--wait")).contains("iris@2 is ready, and waits for 'promote iris'");
        assertThat(mehari(0, "status", "iris"))
                .containsPattern("candidate +iris@2")
                .contains("WaitingForPromotion");
        assertThat(graph().live()).isEqualTo(1);
        assertThat(mehari(0, "promote", "iris", "--wait")).contains("iris@2 is live");
        new Iris(space, graph()).assertAnswers(2);
    }

    @Test
    @Order(6)
    void rollsBackAndEndsThePin() {
        assertThat(mehari(1, "rollback", "iris", "--to", "9")).contains("revision 9 of 'iris' isn't kept");
        assertThat(mehari(2, "rollback", "iris", "--to", "0")).contains("1 or more");
        assertThat(mehari(0, "rollback", "iris", "--wait")).contains("iris@1 is live, and pinned");
        assertThat(mehari(0, "revisions", "iris"))
                .containsPattern("iris@1 +live, pinned")
                .containsPattern("iris@2 +kept");
        assertThat(mehari(1, "rollback", "iris")).contains("no revision before iris@1 is kept");
        assertThat(mehari(0, "rollback", "iris", "--to", "2", "--wait")).contains("iris@2 is live, and pinned");
        assertThat(mehari(0, "unpin", "iris", "--wait")).contains("iris follows its spec again");
        assertThat(mehari(0, "unpin", "iris")).contains("iris isn't pinned");
        graph().awaitLive(2, Credit.UP);
    }

    @Test
    @Order(7)
    void pausesAndResumes() {
        assertThat(mehari(0, "pause", "iris", "--wait")).contains("iris is paused");
        String third = file(spec -> version(spec, "3"));
        mehari(0, "apply", third);
        assertThat(mehari(1, "apply", third, "--wait", "--timeout", "2s"))
                .contains("the rollout didn't come to pass within 2 s")
                .contains("Paused");
        assertThat(graph().live()).isEqualTo(2);
        assertThat(mehari(0, "resume", "iris", "--wait")).contains("iris is followed again");
        graph().awaitLive(3, Credit.UP);
    }

    @Test
    @Order(8)
    void saysWhyAGraphCantBeLive() {
        String wrong = file(spec -> spec.withObject("/models/iris").put("sha256", "0".repeat(64)));
        assertThat(mehari(1, "apply", wrong, "--wait"))
                .contains("DigestMismatch")
                .contains("spec.models.iris");
        assertThat(mehari(0, "status", "iris")).containsPattern("live +iris@3").contains("DigestMismatch");
        mehari(0, "apply", file(spec -> version(spec, "3")), "--wait");
    }

    @Test
    @Order(9)
    void takesNothingOverUnasked() throws IOException {
        Path theirs = Files.writeString(folder.resolve("theirs.yaml"), Iris.text("iris", spec -> version(spec, "4")));
        space.kubectl("apply", "--server-side", "--force-conflicts", "--field-manager=gitops", "-f", theirs.toString());
        String ours = file(spec -> version(spec, "5"));
        assertThat(mehari(1, "apply", ours)).contains("gitops").contains("Add --force to take it over");
        mehari(0, "apply", ours, "--force");
        assertThat(graph().json().at("/spec/models/iris/version").asText()).isEqualTo("5");
    }

    @Test
    @Order(10)
    void isAPluginOfKubectl() throws IOException {
        Path link = folder.resolve("kubectl-mehari");
        Files.createSymbolicLink(link, Sources.root().resolve("camel-k/command/kubectl-mehari"));
        Map<String, String> environment =
                Map.of("KUBECONFIG", cluster.kubeconfig().toString(), "PATH", folder + ":" + System.getenv("PATH"));
        String kubectl = cluster.kit().isPresent() ? Cluster.program("kubectl") : "kubectl";

        Commands.Ended status =
                Commands.end(List.of(kubectl, "mehari", "status", "iris", "-n", space.name()), environment);
        assertThat(status.code()).as(status.printed()).isZero();
        assertThat(status.printed()).containsPattern("live +iris@");

        Commands.Ended wrong = Commands.end(List.of(kubectl, "mehari", "status"), environment);
        assertThat(wrong.code()).as(wrong.printed()).isEqualTo(2);
        assertThat(wrong.printed()).contains("kubectl mehari status --help");
    }

    /** A kubeconfig of a service account with these roles of the chart. */
    private String kubeconfigOf(String account, String... roles) throws IOException {
        space.kubectl("create", "serviceaccount", account);
        for (String role : roles) {
            space.kubectl(
                    "create",
                    "rolebinding",
                    account + "-" + role,
                    "--clusterrole=" + role,
                    "--serviceaccount=" + space.name() + ":" + account);
        }
        ObjectNode config = (ObjectNode)
                Serialization.yamlMapper().readTree(cluster.kubeconfig().toFile());
        ObjectNode user = (ObjectNode) config.at("/users/0");
        user.putObject("user")
                .put("token", space.kubectl("create", "token", account).strip());
        return Files.writeString(folder.resolve(account + ".kubeconfig"), config.toString())
                .toString();
    }

    @Test
    @Order(11)
    void saysWhatAViewerMayNot() throws IOException {
        String viewer = kubeconfigOf("viewer", "mehari-operator-view");
        assertThat(mehari(0, "status", "iris", "--kubeconfig", viewer)).containsPattern("live +iris@");
        for (String[] words : new String[][] {
            {"pause", "iris"},
            {"rollback", "iris", "--to", "3"},
            {"apply", file(spec -> {})}
        }) {
            List<String> all = new ArrayList<>(List.of(words));
            all.addAll(List.of("--kubeconfig", viewer));
            assertThat(mehari(1, all.toArray(String[]::new)))
                    .contains("you may not do that")
                    .contains("cannot patch resource \"inferencegraphs\"")
                    .contains("Ask whoever runs the cluster for a role on inferencegraphs.mehari.dev")
                    .doesNotContain("Exception");
        }
        assertThat(graph().json().at("/metadata/annotations").toString()).doesNotContain("pause");
    }

    @Test
    @Order(11)
    void saysThatAStrangerMayNotLook() throws IOException {
        String stranger = kubeconfigOf("stranger");
        assertThat(mehari(1, "status", "iris", "--kubeconfig", stranger))
                .contains("you may not do that")
                .contains("cannot get resource \"inferencegraphs\"");
    }

    @Test
    @Order(11)
    void letsAnEditorDoAllOfIt() throws IOException {
        String editor = kubeconfigOf("editor", "mehari-operator-edit", "mehari-operator-view");
        mehari(0, "pause", "iris", "--wait", "--timeout", "30s", "--kubeconfig", editor);
        mehari(0, "resume", "iris", "--wait", "--timeout", "30s", "--kubeconfig", editor);
        mehari(0, "apply", file(spec -> version(spec, "5")), "--kubeconfig", editor, "--force");
    }
}

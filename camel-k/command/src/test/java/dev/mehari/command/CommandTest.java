// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

@EnableKubernetesMockClient(crud = true, https = false)
class CommandTest {
    private static final String STATUS = """
            observedGeneration: 3
            conditions:
            - {type: Ready, status: "True", reason: Live, message: Revision 7 answers., lastTransitionTime: "2026-05-02T12:00:00Z"}
            - {type: Progressing, status: "True", reason: WaitingForPromotion, message: Revision 8 is ready., lastTransitionTime: "2026-05-02T12:00:00Z"}
            live: {number: 7, identity: 7777777777777777, since: "2026-05-02T12:00:00Z"}
            candidate: {number: 8, identity: 8888888888888888, since: "2026-05-02T12:10:00Z"}
            revisions:
            - {number: 8, identity: 8888888888888888, since: "2026-05-02T12:10:00Z"}
            - {number: 7, identity: 7777777777777777, since: "2026-05-02T12:00:00Z"}
            - {number: 5, identity: 5555555555555555}
            replicas: 2
            addresses: {http: "http://credit.models.svc:80/v2/models/credit", grpc: "credit.models.svc:9000"}
            findings:
            - {path: "spec.models.old", severity: warning, message: no step uses it, mend: Remove it.}
            models:
              trees: {runtime: xgboost, uri: "pvc://models/trees.json", version: "7", sha256: 9f0c9f0c9f0c9f0c9f0c}
            renderer: camel-k
            """;

    @SuppressWarnings("unused") // set by the extension
    private KubernetesMockServer server;

    @SuppressWarnings("unused") // set by the extension
    private KubernetesClient client;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void namesTheServerInAKubeconfig() throws IOException {
        Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: mock, cluster: {server: "%s"}}]
                contexts: [{name: here, context: {cluster: mock, namespace: models, user: me}}]
                users: [{name: me, user: {token: secret}}]
                current-context: here
                """.formatted(client.getMasterUrl()));
    }

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("check")) {
            all.add("--kubeconfig=" + folder.resolve("config"));
        }
        return line.execute(all.toArray(String[]::new));
    }

    private void graph(String status) {
        GraphResource graph = Serialization.unmarshal(
                "#\n{apiVersion: mehari.dev/v1alpha1, kind: InferenceGraph, metadata: {name: credit, namespace: models}, spec: {replicas: 3}}",
                GraphResource.class);
        graph.setStatus(status(status));
        client.resource(graph).create();
    }

    /** Behind a comment: fabric8 takes what begins with a brace for JSON. */
    private static GraphStatus status(String yaml) {
        return Serialization.unmarshal("#\n" + yaml, GraphStatus.class);
    }

    private ObjectMeta metadata() {
        return client.resources(GraphResource.class)
                .inNamespace("models")
                .withName("credit")
                .get()
                .getMetadata();
    }

    private void operatorAnswers(String annotation, String status) {
        Awaitility.await()
                .until(() -> metadata().getAnnotations() != null
                        && metadata().getAnnotations().containsKey(annotation));
        client.resources(GraphResource.class)
                .inNamespace("models")
                .withName("credit")
                .edit(g -> {
                    g.setStatus(status(status));
                    return g;
                });
    }

    @Test
    void statusTellsWhatIsLiveAndWhatIsWrong() {
        graph(STATUS);

        assertThat(run("status", "credit")).isZero();
        assertThat(out.toString()).isEqualTo("""
                live       credit@7 since 2026-05-02T12:00:00Z, identity 777777777777, 2 of 3 pods ready
                candidate  credit@8 since 2026-05-02T12:10:00Z, identity 888888888888
                http       http://credit.models.svc:80/v2/models/credit
                grpc       credit.models.svc:9000

                CONDITION    STATUS  REASON               SINCE                 MESSAGE
                Ready        True    Live                 2026-05-02T12:00:00Z  Revision 7 answers.
                Progressing  True    WaitingForPromotion  2026-05-02T12:00:00Z  Revision 8 is ready.

                spec.models.old: warning: no step uses it. Remove it.

                MODEL  RUNTIME  VERSION  SHA256        URI
                trees  xgboost  7        9f0c9f0c9f0c  pvc://models/trees.json
                """);
    }

    @Test
    void statusAsksForAnOperatorWhereThereIsNoStatus() {
        graph("{}");

        assertThat(run("status", "credit")).isZero();
        assertThat(out.toString())
                .isEqualTo("credit has no status yet. Does an operator look after namespace models?\n");
    }

    @Test
    void statusIsJsonForScripts() {
        graph(STATUS);

        assertThat(run("status", "credit", "--json")).isZero();
        assertThat(Serialization.unmarshal(out.toString(), Map.class)).containsEntry("renderer", "camel-k");
    }

    @Test
    void revisionsAreShownWithTheirStates() {
        graph(STATUS);

        assertThat(run("revisions", "credit")).isZero();
        assertThat(out.toString()).isEqualTo("""
                REVISION  STATE      SINCE                 IDENTITY
                credit@8  candidate  2026-05-02T12:10:00Z  888888888888
                credit@7  live       2026-05-02T12:00:00Z  777777777777
                credit@5  kept       -                     555555555555
                """);
    }

    @Test
    void promoteNamesTheRevisionThatWaits() {
        graph(STATUS);

        assertThat(run("promote", "credit")).isZero();
        assertThat(metadata().getAnnotations()).containsEntry("mehari.dev/promote", "8");
        assertThat(out.toString()).isEqualTo("credit@8 is to go live\n");
    }

    @Test
    void promoteWaitsUntilItIsLive() {
        graph(STATUS);
        CompletableFuture<Void> operator = CompletableFuture.runAsync(
                () -> operatorAnswers("mehari.dev/promote", "live: {number: 8, identity: a}"));

        assertThat(run("promote", "credit", "--wait", "--timeout=30s")).isZero();
        assertThat(out.toString()).isEqualTo("credit@8 is live\n");
        operator.join();
    }

    @Test
    void promoteTellsThatNothingWaits() {
        graph("live: {number: 7, identity: a}");

        assertThat(run("promote", "credit")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("mehari: no revision of 'credit' is on its way; credit@7 is live\n");
    }

    @Test
    void rollbackGoesToTheNewestBeforeTheLiveOne() {
        graph(STATUS);

        assertThat(run("rollback", "credit")).isZero();
        assertThat(metadata().getAnnotations()).containsEntry("mehari.dev/pin", "5");
        assertThat(out.toString()).isEqualTo("credit@5 is to be live, and pinned\n");
    }

    @Test
    void rollbackRefusesWhatIsNotKept() {
        graph(STATUS);

        assertThat(run("rollback", "credit", "--to", "6")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("mehari: revision 6 of 'credit' isn't kept; kept: 8, 7, 5. Apply its spec anew, and raise"
                        + " rollout.blueGreen.history to keep more\n");
        assertThat(metadata().getAnnotations()).isNullOrEmpty();
    }

    @Test
    void rollbackTellsThatThereIsNothingBefore() {
        graph("{live: {number: 1, identity: a}, revisions: [{number: 1, identity: a}]}");

        assertThat(run("rollback", "credit")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("mehari: no revision before credit@1 is kept; kept: 1\n");
    }

    @Test
    void rollbackEndsEarlyWhereTheOperatorCannot() {
        graph(STATUS);
        CompletableFuture<Void> operator = CompletableFuture.runAsync(() -> operatorAnswers("mehari.dev/pin", """
                observedGeneration: 9
                live: {number: 7, identity: a}
                conditions: [{type: Degraded, status: "True", reason: RevisionNotKept, message: "no 5", lastTransitionTime: "2026-05-02T12:00:00Z"}]
                """));

        assertThat(run("rollback", "credit", "--wait", "--timeout=30s")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("mehari: RevisionNotKept: no 5\n");
        operator.join();
    }

    @Test
    void waitingEndsWithWhatStatusSays() {
        graph(STATUS);

        assertThat(run("promote", "credit", "--wait", "--timeout=200ms")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith(
                        "mehari: revision 8 didn't come to pass within 200 ms. Status says: Ready True (Live: Revision 7");
    }

    @Test
    void pauseResumeAndUnpinSetTheirAnnotations() {
        graph(STATUS);

        assertThat(run("pause", "credit")).isZero();
        assertThat(metadata().getAnnotations()).containsEntry("mehari.dev/pause", "true");
        assertThat(run("resume", "credit")).isZero();
        assertThat(metadata().getAnnotations()).doesNotContainEntry("mehari.dev/pause", "true");
        assertThat(run("unpin", "credit")).isZero();
        assertThat(out.toString()).endsWith("credit isn't pinned\n");
        assertThat(run("rollback", "credit")).isZero();
        assertThat(run("unpin", "credit")).isZero();
        assertThat(metadata().getAnnotations()).doesNotContainEntry("mehari.dev/pin", "5");
    }

    @Test
    void aGraphThatIsNotThereIsToldWithThoseThatAre() {
        graph(STATUS);

        assertThat(run("status", "debit")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("mehari: there is no graph 'debit' in namespace models; there: credit. Another namespace is"
                        + " named by -n\n");
        assertThat(run("status", "credit", "-n", "elsewhere")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no graph 'credit' in namespace elsewhere, nor any other");
    }

    @Test
    void aClusterThatDoesNotAnswerIsTold() throws IOException {
        String config = Files.readString(folder.resolve("config"));
        Files.writeString(
                folder.resolve("config"), config.replaceFirst("server: \"[^\"]*\"", "server: \"http://127.0.0.1:1\""));

        assertThat(run("status", "credit")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("mehari: no cluster answers at ")
                .contains("127.0.0.1:1")
                .contains("--context");
    }

    @Test
    void whatIsForbiddenIsToldWithWhomToAsk() {
        server.expect()
                .get()
                .withPath("/apis/mehari.dev/v1alpha1/namespaces/models/inferencegraphs/secret")
                .andReturn(
                        403,
                        new StatusBuilder()
                                .withCode(403)
                                .withMessage("User \"me\" cannot get resource")
                                .build())
                .always();

        assertThat(run("status", "secret")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "mehari: you may not do that: User \"me\" cannot get resource. Ask whoever runs the cluster for a"
                                + " role on inferencegraphs.mehari.dev\n");
    }

    @Test
    void aWrongContextOrFileIsTold() {
        assertThat(run("status", "credit", "--context", "there")).isEqualTo(1);
        assertThat(err.toString()).contains("the kubeconfig has no context 'there'; it has: here");

        assertThat(Main.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute("status", "credit", "--kubeconfig=nowhere"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("there is no file nowhere to find the cluster by");
    }

    @Test
    void aWrongCommandLineExitsWith2() {
        assertThat(run("rollback", "credit", "--to", "0")).isEqualTo(2);
        assertThat(run("promote", "credit", "--timeout", "soon")).isEqualTo(2);
        assertThat(run("promote")).isEqualTo(2);
        assertThat(run("status", "../secrets")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--to is 0, a revision's number is 1 or more")
                .contains("'soon' is no duration");
    }

    @Test
    void checkFindsWhatTheOperatorWouldRefuse() throws IOException {
        Path file = folder.resolve("g.graph.yaml");
        Files.writeString(file, """
                apiVersion: mehari.dev/v1alpha1
                kind: InferenceGraph
                metadata: {name: g}
                spec:
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  models: {thin: {uri: thin.onnx}}
                  steps: [{model: {id: thin, input: x}}]
                  outputs: [{name: p, from: thin.label}]
                """);

        assertThat(run("check", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains(":6  spec.models.thin.uri: 'thin.onnx' is relative, and in a cluster there is no folder");

        Files.writeString(file, Files.readString(file).replace("uri: thin", "uri: pvc://models/thin"));
        assertThat(run("check", folder.toString())).isZero();
    }

    @Test
    void applyRefusesWhatCheckRefuses() throws IOException {
        Path file = folder.resolve("g.graph.yaml");
        Files.writeString(
                file, "apiVersion: mehari.dev/v1alpha1\nkind: InferenceGraph\nmetadata: {name: g}\nspec: {}\n");

        assertThat(run("apply", file.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("spec: 'steps' is missing")
                .endsWith("mehari: nothing is applied: mend the errors above first\n");
        assertThat(client.resources(GraphResource.class).inAnyNamespace().list().getItems())
                .isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Models from where teams keep them. From a ConfigMap is what all other tests do. */
@ClusterTest
@Tag("fault")
class ModelPlacesTest {
    /** Where the kit's node, and so the machine of these tests, is reached by pods. */
    private static final String NODE = "10.240.0.1";

    private Space space;
    private Path folder;

    @BeforeEach
    void hasFilesOnTheNode(Cluster cluster, Space space, Operator operator) throws IOException {
        assumeThat(cluster.kit()).as("the node's files are ours").isPresent();
        operator.install();
        this.space = space;
        // Pods aren't root: everyone may read it.
        folder = Files.createTempDirectory("models");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void leavesNothing() throws IOException {
        Files.deleteIfExists(folder.resolve("iris.onnx"));
        Files.deleteIfExists(folder);
        space.cluster().kubectl("delete", "persistentvolume", space.name(), "--ignore-not-found", "--wait=false");
    }

    private void putModel() throws IOException {
        Path model = folder.resolve("iris.onnx");
        Files.write(model, Iris.model());
        Files.setPosixFilePermissions(model, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void readsThemFromAVolumeClaim() throws IOException {
        putModel();
        space.apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %1$s}
                spec:
                  accessModes: [ReadOnlyMany]
                  capacity: {storage: 1Mi}
                  storageClassName: ""
                  claimRef: {namespace: %1$s, name: models}
                  hostPath: {path: %2$s}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: models}
                spec:
                  accessModes: [ReadOnlyMany]
                  storageClassName: ""
                  volumeName: %1$s
                  resources: {requests: {storage: 1Mi}}
                """.formatted(space.name(), folder));
        Iris iris = Iris.apply(space, "iris", spec -> spec.put("modelRoot", "pvc://models"));
        iris.graph().awaitLive(1, Credit.UP);
        iris.assertAnswers(1);
    }

    @Test
    void namesAVolumeClaimThatIsMissing() {
        Iris iris = Iris.apply(space, "iris", spec -> spec.put("modelRoot", "pvc://nobodys"));
        assertThat(iris.graph()
                        .awaitCondition("Degraded", "True", "MountMissing", Duration.ofMinutes(2))
                        .path("message")
                        .asText())
                .contains("nobodys", "PersistentVolumeClaim");
    }

    @Test
    void fetchesThemByHttpAlsoWhenTheServerComesLate() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(NODE))) {
            port = free.getLocalPort();
        }
        Iris iris = Iris.apply(space, "iris", spec -> spec.put("modelRoot", "http://" + NODE + ":" + port));
        iris.graph().awaitCondition("Degraded", "True", "ModelMissing", Duration.ofMinutes(2));
        HttpServer server = HttpServer.create(new InetSocketAddress(NODE, port), 0);
        server.createContext("/", exchange -> {
            byte[] model = Iris.model();
            exchange.sendResponseHeaders(200, model.length);
            exchange.getResponseBody().write(model);
            exchange.close();
        });
        server.start();
        try {
            iris.graph().awaitLive(1, Duration.ofMinutes(3));
            iris.assertAnswers(1);
        } finally {
            server.stop(0);
        }
    }
}

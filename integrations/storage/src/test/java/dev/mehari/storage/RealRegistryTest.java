// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.mehari.model.Digests;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Against a registry that others wrote (go-containerregistry, {@code src/test/registry}), with what {@code oras push} would
 * put there. Without Go, or the modules, it is skipped here and fails in CI.
 */
class RealRegistryTest {
    private static final String CONTENT = "a model";
    private static final String SHA256 = Digests.sha256(CONTENT);

    private static @Nullable Process registry;
    private static String host = "";

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        Path binary = Path.of("target", "registry").toAbsolutePath();
        boolean built = build(binary);
        if (!built && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("no registry could be built; Go and its module proxy are wanted");
        }
        Assumptions.assumeTrue(built, "no registry could be built; Go and its module proxy are wanted");
        Process started = new ProcessBuilder(binary.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        registry = started;
        host = new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8)).readLine();
        push(host);
    }

    private static boolean build(Path binary) throws InterruptedException {
        try {
            Process go = new ProcessBuilder("go", "build", "-o", binary.toString(), ".")
                    .directory(new File("src/test/registry"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = go.waitFor(5, TimeUnit.MINUTES);
            go.destroy();
            return ended && go.exitValue() == 0;
        } catch (IOException e) {
            return false; // no Go
        }
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.destroy();
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isBetween(200, 299);
        return response;
    }

    private static HttpRequest.BodyPublisher text(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    private static void push(String host) throws Exception {
        URI base = URI.create("http://" + host + "/v2/models/credit/");
        for (String blob : List.of(CONTENT, "{}")) {
            HttpResponse<String> begun =
                    send(HttpRequest.newBuilder(base.resolve("blobs/uploads/")).POST(text("")));
            String place = begun.headers().firstValue("Location").orElseThrow();
            send(HttpRequest.newBuilder(base.resolve(place + "?digest=sha256:" + Digests.sha256(blob)))
                    .PUT(text(blob)));
        }
        send(HttpRequest.newBuilder(base.resolve("manifests/v7"))
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .PUT(text(manifest())));
    }

    private static String manifest() {
        return """
                {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                 "artifactType": "application/vnd.unknown.artifact.v1",
                 "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": "sha256:%s", "size": 2},
                 "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "sha256:%s", "size": %d,
                             "annotations": {"org.opencontainers.image.title": "models/trees.json"}}]}
                """.formatted(Digests.sha256("{}"), SHA256, CONTENT.length());
    }

    private ModelFile locate(String uri, Optional<String> root) {
        OciSource source = new OciSource(
                Set.of(host),
                new Credentials(folder, name -> Optional.empty()),
                HttpPolicy.DEFAULT,
                new Tries(1, Duration.ofMillis(1), new Random(7)));
        return new ModelStore(List.of(source), folder.resolve("cache"), false)
                .locate(uri, new ModelBase(folder, root), Optional.empty());
    }

    @Test
    void bringsAFileByTagAndByDigest() {
        String repository = "oci://" + host + "/models/credit";
        assertThat(locate(repository + ":v7/models/trees.json", Optional.empty())
                        .sha256())
                .isEqualTo(SHA256);
        assertThat(locate("models/trees.json", Optional.of(repository + "@sha256:" + Digests.sha256(manifest())))
                        .path())
                .hasContent(CONTENT);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> locate("oci://" + host + "/models/credit:v8/models/trees.json", Optional.empty()))
                .hasMessageContaining("the registry answers 404: there is no models/credit:v8");
        assertThatThrownBy(() -> locate("oci://" + host + "/models/debit:v7", Optional.empty()))
                .hasMessageContaining("the registry answers 404: there is no models/debit:v7");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mehari.model.Digests;
import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against a registry that wants all sorts of logins and answers all sorts of things; a real one is in another test. */
class OciSourceTest {
    private static final String TREES = "trees";
    private static final String SCALER = "scaler";
    private static final String WORD = "open sesame";

    @TempDir
    Path folder;

    private enum Login {
        NONE,
        BASIC,
        BEARER
    }

    private final Map<String, byte[]> content = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> strangers = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private HttpServer server;
    private HttpServer other;
    private volatile Login login = Login.NONE;
    private volatile String redirectBlobs = "";
    private volatile String realm = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            strangers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            send(exchange, 200, content.get(exchange.getRequestURI().getPath()));
        });
        other.start();
        realm = "http://" + registry() + "/token";
        manifest("v7", layer("models/trees.json", TREES) + "," + layer("scaler.json", SCALER));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        other.stop(0);
    }

    private String registry() {
        return "localhost:" + server.getAddress().getPort();
    }

    private String layer(String title, String text) {
        content.put("/v2/models/credit/blobs/sha256:" + Digests.sha256(text), text.getBytes(UTF_8));
        return "{\"mediaType\":\"application/octet-stream\",\"digest\":\"sha256:" + Digests.sha256(text)
                + "\",\"size\":" + text.length() + ",\"annotations\":{\"org.opencontainers.image.title\":\"" + title
                + "\"}}";
    }

    /** @return its digest */
    private String manifest(String tag, String layers) {
        return rawManifest(tag, "{\"schemaVersion\":2,\"layers\":[" + layers + "]}");
    }

    private String rawManifest(String tag, String text) {
        content.put("/v2/models/credit/manifests/" + tag, text.getBytes(UTF_8));
        content.put("/v2/models/credit/manifests/sha256:" + Digests.sha256(text), text.getBytes(UTF_8));
        return "sha256:" + Digests.sha256(text);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        asked.add(path);
        if (path.equals("/token")) {
            boolean known = authorization.equals(basic())
                    && exchange.getRequestURI()
                            .getQuery()
                            .equals("scope=repository:models/credit:pull&service=the+registry");
            send(exchange, known ? 200 : 401, "{\"token\":\"t0ken\"}".getBytes(UTF_8));
            return;
        }
        String wanted = login == Login.BASIC ? basic() : login == Login.BEARER ? "Bearer t0ken" : authorization;
        if (!authorization.equals(wanted)) {
            exchange.getResponseHeaders()
                    .set(
                            "WWW-Authenticate",
                            login == Login.BASIC
                                    ? "Basic realm=\"x\""
                                    : "Bearer realm=\"" + realm
                                            + "\",service=\"the registry\",scope=\"repository:all:push,pull\"");
            send(exchange, 401, new byte[0]);
            return;
        }
        if (path.contains("/blobs/") && !redirectBlobs.isEmpty()) {
            exchange.getResponseHeaders().set("Location", redirectBlobs);
            send(exchange, 307, new byte[0]);
            return;
        }
        send(exchange, 200, content.get(path));
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString(("ali:" + WORD).getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(
                    body == null ? 404 : status, body == null || body.length == 0 ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private void dockerConfig(String host) throws IOException {
        Files.createDirectories(folder.resolve("credentials"));
        Files.writeString(
                folder.resolve("credentials/.dockerconfigjson"),
                "{\"auths\":{\"" + host + "\":{\"auth\":\""
                        + Base64.getEncoder().encodeToString(("ali:" + WORD).getBytes(UTF_8)) + "\"}}}");
    }

    private ModelFile locate(HttpPolicy policy, String uri, Optional<String> root, Optional<String> sha256) {
        OciSource source = new OciSource(
                Set.of(registry()),
                new Credentials(folder.resolve("credentials"), name -> Optional.ofNullable(environment.get(name))),
                policy,
                new Tries(2, Duration.ofMillis(1), new Random(7)));
        return new ModelStore(List.of(source), folder.resolve("cache"), false)
                .locate(
                        uri.replace("REG", registry()),
                        new ModelBase(folder, root.map(r -> r.replace("REG", registry()))),
                        sha256);
    }

    private ModelFile locate(String uri) {
        return locate(HttpPolicy.DEFAULT, uri, Optional.empty(), Optional.empty());
    }

    private void assertRefused(String uri, String message) {
        assertThatThrownBy(() -> locate(uri))
                .isInstanceOf(InvalidModelException.class)
                .message()
                .contains(message)
                .doesNotContain(folder.toString(), "sesame", basic(), "t0ken");
    }

    // ------------------------------------------------------------------------------------------------ files

    @Test
    void bringsAFileByItsTitle() {
        ModelFile file = locate("oci://REG/models/credit:v7/models/trees.json");
        assertThat(file.sha256()).isEqualTo(Digests.sha256(TREES));
        assertThat(file.path()).hasFileName(Digests.sha256(TREES) + ".json");
    }

    @Test
    void findsFilesBelowAModelRoot() {
        Optional<String> root = Optional.of("oci://REG/models/credit:v7");
        assertThat(locate(HttpPolicy.DEFAULT, "scaler.json", root, Optional.empty())
                        .sha256())
                .isEqualTo(Digests.sha256(SCALER));
        assertThat(locate(HttpPolicy.DEFAULT, "models/trees.json", root, Optional.of(Digests.sha256(TREES)))
                        .sha256())
                .isEqualTo(Digests.sha256(TREES));
    }

    @Test
    void takesTheOnlyFileWhereNoneIsNamed() {
        manifest("one", layer("net.onnx", "net"));
        assertThat(locate("oci://REG/models/credit:one").path()).hasFileName(Digests.sha256("net") + ".onnx");
    }

    @Test
    void needsNoNetworkForADigestThatItHas() {
        String digest = manifest("v8", layer("a.json", "eight"));
        String uri = "oci://REG/models/credit@" + digest + "/a.json";
        locate(uri);
        asked.clear();
        assertThat(locate(uri).sha256()).isEqualTo(Digests.sha256("eight"));
        assertThat(asked).isEmpty();
    }

    @Test
    void asksWhatATagStandsForAndBringsOnlyWhatIsNew() {
        locate("oci://REG/models/credit:v7/scaler.json");
        asked.clear();
        locate("oci://REG/models/credit:v7/scaler.json");
        assertThat(asked).containsExactly("/v2/models/credit/manifests/v7");

        manifest("v7", layer("scaler.json", "moved"));
        assertThat(locate("oci://REG/models/credit:v7/scaler.json").sha256()).isEqualTo(Digests.sha256("moved"));
    }

    // ------------------------------------------------------------------------------------------------ what is wrong

    @Test
    void saysWhatIsMissing() {
        assertRefused(
                "oci://REG/models/credit:v7",
                "models/credit:v7 has 2 files; known: models/trees.json, scaler.json." + " Name one: …/FILE");
        assertRefused(
                "oci://REG/models/credit:v7/trees.json",
                "models/credit:v7 has no file 'trees.json'; known:"
                        + " models/trees.json, scaler.json. Name one of them");
        assertRefused(
                "oci://REG/models/credit:v9/trees.json",
                "the registry answers 404: there is no models/credit:v9."
                        + " Check the repository and the tag or digest");
        manifest("lost", layer("a.json", "lost"));
        content.remove("/v2/models/credit/blobs/sha256:" + Digests.sha256("lost"));
        assertRefused("oci://REG/models/credit:lost/a.json", "there is no such layer of models/credit:lost");
    }

    @Test
    void refusesBytesOfAnotherDigest() {
        String digest = manifest("v8", layer("a.json", "eight"));
        content.put("/v2/models/credit/blobs/sha256:" + Digests.sha256("eight"), "other".getBytes(UTF_8));
        assertRefused("oci://REG/models/credit:v8/a.json", "the registry gives other bytes than its digest says");
        content.put("/v2/models/credit/manifests/" + digest, "{\"layers\":[]}".getBytes(UTF_8));
        assertRefused("oci://REG/models/credit@" + digest + "/b.json", "has no file 'b.json'");
        assertThatThrownBy(() -> locate(
                        HttpPolicy.DEFAULT,
                        "oci://REG/models/credit:v7/scaler.json",
                        Optional.empty(),
                        Optional.of("0".repeat(64))))
                .hasMessageContaining(
                        "it has sha256 " + Digests.sha256(SCALER) + ", not the one that the graph file says");
    }

    @Test
    void refusesAManifestOfAnotherDigest() {
        String digest = "sha256:" + "1".repeat(64);
        content.put("/v2/models/credit/manifests/" + digest, "{\"layers\":[]}".getBytes(UTF_8));
        assertRefused("oci://REG/models/credit@" + digest, "the registry gives other bytes than its digest says");
    }

    @Test
    void refusesWhatIsNoArtefact() {
        rawManifest("bad", "{");
        rawManifest("old", "{\"fsLayers\":[]}");
        rawManifest("index", "{\"manifests\":[]}");
        rawManifest("twice", "{\"layers\":[],\"layers\":[]}");
        rawManifest("deep", "[".repeat(10_000));
        rawManifest("huge", " ".repeat(OciManifest.MOST_BYTES + 1));
        manifest("path", "{\"digest\":\"sha256:../../x\",\"size\":1}");
        manifest("less", "{\"digest\":\"sha256:" + "1".repeat(64) + "\",\"size\":-1}");
        manifest("none", "");
        manifest(
                "folder",
                layer("models", "tar")
                        .replace("\"annotations\":{", "\"annotations\":{\"io.deis.oras.content.unpack\":\"true\","));
        manifest(
                "image",
                "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:" + "1".repeat(64)
                        + "\",\"size\":1}");
        assertRefused("oci://REG/models/credit:bad", "isn't JSON");
        assertRefused("oci://REG/models/credit:old", "has no layers");
        assertRefused("oci://REG/models/credit:index", "an index of several manifests. Name one of them");
        assertRefused("oci://REG/models/credit:twice", "isn't JSON");
        assertRefused("oci://REG/models/credit:deep", "isn't JSON");
        assertRefused("oci://REG/models/credit:huge", "larger than 4 MiB");
        assertRefused("oci://REG/models/credit:path", "has no digest by SHA-256");
        assertRefused("oci://REG/models/credit:less", "has no digest by SHA-256 or no size");
        assertRefused("oci://REG/models/credit:none", "has 0 files");
        assertRefused("oci://REG/models/credit:folder", "archives aren't unpacked. Push the files themselves");
        assertRefused("oci://REG/models/credit:image", "or is a container image; archives aren't unpacked");
    }

    @Test
    void stopsAtTheLimitBeforeAnythingIsBrought() {
        manifest("big", layer("a.json", "0123456789"));
        HttpPolicy small = new HttpPolicy(500, Duration.ofSeconds(20), Duration.ofSeconds(20), 3, List.of());
        rawManifest(
                "big",
                new String(content.get("/v2/models/credit/manifests/big"), UTF_8)
                        .replace("\"size\":10", "\"size\":501"));
        assertThatThrownBy(() -> locate(small, "oci://REG/models/credit:big", Optional.empty(), Optional.empty()))
                .hasMessageContaining("it is larger than 500 bytes. Raise mehari.storage.http.max-bytes");
        assertThat(asked).noneMatch(path -> path.contains("/blobs/"));
    }

    // ------------------------------------------------------------------------------------------------ logins

    @Test
    void logsInByADockerConfig() throws IOException {
        dockerConfig(registry());
        login = Login.BASIC;
        assertThat(locate("oci://REG/models/credit:v7/scaler.json").sha256()).isEqualTo(Digests.sha256(SCALER));
        login = Login.BEARER;
        assertThat(locate("oci://REG/models/credit:v7/models/trees.json").sha256())
                .isEqualTo(Digests.sha256(TREES));
    }

    @Test
    void logsInByANameAndAPasswordForOneRegistry() throws IOException {
        login = Login.BASIC;
        Files.createDirectories(folder.resolve("credentials"));
        environment.put(RegistryLogin.REGISTRY, registry());
        environment.put(RegistryLogin.USERNAME, "ali");
        assertRefused("oci://REG/models/credit:v7/scaler.json", "OCI_USERNAME and OCI_PASSWORD one is missing");
        environment.put(RegistryLogin.PASSWORD, "wrong");
        assertRefused("oci://REG/models/credit:v7/scaler.json", "may not pull models/credit, or are wrong. Renew them");
    }

    @Test
    void tellsNoRegistryTheLoginOfAnother() throws IOException {
        login = Login.BASIC;
        dockerConfig("registry.example.org");
        environment.put(RegistryLogin.REGISTRY, "registry.example.com");
        environment.put(RegistryLogin.USERNAME, "ali");
        environment.put(RegistryLogin.PASSWORD, "sesame");
        assertRefused(
                "oci://REG/models/credit:v7/scaler.json",
                "the registry answers 401: it wants a login. Put" + " .dockerconfigjson with an entry for '"
                        + registry() + "' into the Secret that spec.pods.credentials names");
        assertThat(asked).hasSize(1);
    }

    @Test
    void saysThatATokenIsRefused() throws IOException {
        login = Login.BEARER;
        assertRefused("oci://REG/models/credit:v7/scaler.json", "answers 401: it wants a login");
        content.clear();
        dockerConfig(registry());
        realm = "ftp://x/";
        assertRefused("oci://REG/models/credit:v7/scaler.json", "only http and https");
        realm = "http://169.254.169.254/token";
        assertRefused("oci://REG/models/credit:v7/scaler.json", "an address of the local link");
    }

    @Test
    void keepsItsLoginWhereARedirectLeadsElsewhere() throws IOException {
        dockerConfig(registry());
        login = Login.BEARER;
        content.put("/elsewhere", SCALER.getBytes(UTF_8));
        redirectBlobs = "http://localhost:" + other.getAddress().getPort() + "/elsewhere";
        assertThat(locate("oci://REG/models/credit:v7/scaler.json").sha256()).isEqualTo(Digests.sha256(SCALER));
        assertThat(strangers).containsExactly("null");
        redirectBlobs = "http://169.254.169.254/latest";
        assertRefused("oci://REG/models/credit:v7/models/trees.json", "an address of the local link");
    }

    @Test
    void showsNothingOfABrokenDockerConfig() throws IOException {
        login = Login.BASIC;
        Files.createDirectories(folder.resolve("credentials"));
        Files.writeString(folder.resolve("credentials/.dockerconfigjson"), "{\"auths\": open sesame");
        assertRefused("oci://REG/models/credit:v7/scaler.json", "the credential .dockerconfigjson isn't JSON");
        Files.writeString(
                folder.resolve("credentials/.dockerconfigjson"),
                "{\"auths\":{\"" + registry() + "\":{\"auth\":\"open sesame\"}}}");
        assertRefused("oci://REG/models/credit:v7/scaler.json", "has an auth that isn't Base64");
    }

    @Test
    void asksByHttpsUnlessASettingSaysOtherwise() {
        assertThatThrownBy(() -> new ModelStore(
                                List.of(new OciSource(
                                        Set.of(),
                                        new Credentials(folder, name -> Optional.empty()),
                                        new HttpPolicy(
                                                500, Duration.ofMillis(400), Duration.ofMillis(600), 3, List.of()),
                                        new Tries(1, Duration.ofMillis(1), new Random(7)))),
                                folder.resolve("cache"),
                                false)
                        .locate("oci://" + registry() + "/models/credit:v7", ModelBase.of(folder), Optional.empty()))
                .hasMessageContaining("can't be fetched");
        assertThat(asked).isEmpty();
    }
}

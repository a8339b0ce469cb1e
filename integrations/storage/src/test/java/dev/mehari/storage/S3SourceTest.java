// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;

import dev.mehari.model.Digests;
import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelStore;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against a server that speaks S3 and checks signatures (S3Proxy), by way of the store. */
class S3SourceTest {
    private static final String CONTENT = "a model";
    private static final String ID = "local-identity";
    private static final String SECRET = "local-credential";

    private static BlobStoreContext blobs;
    private static S3Proxy server;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        blobs = ContextBuilder.newBuilder("transient")
                .credentials(ID, SECRET)
                .overrides(new Properties())
                .build(BlobStoreContext.class);
        put("models", "credit/v7/trees.json", CONTENT);
        put("models", "a b+c&ü.json", CONTENT);
        put("models", "empty.json", "");
        server = S3Proxy.builder()
                .blobStore(blobs.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ID, SECRET)
                .build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
        blobs.close();
    }

    private static void put(String bucket, String key, String content) {
        BlobStore store = blobs.getBlobStore();
        store.createContainerInLocation(null, bucket);
        store.putBlob(
                bucket,
                store.blobBuilder(key)
                        .payload(content.getBytes(UTF_8))
                        .contentLength(content.getBytes(UTF_8).length)
                        .build());
    }

    @BeforeEach
    void giveKeys() {
        environment.put("AWS_ACCESS_KEY_ID", ID);
        environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
    }

    private ModelStore store(HttpPolicy policy, InstantSource clock) {
        Credentials credentials =
                new Credentials(folder.resolve("credentials"), name -> Optional.ofNullable(environment.get(name)));
        S3Settings settings =
                new S3Settings(Optional.of(URI.create("http://127.0.0.1:" + server.getPort())), "us-east-1", true);
        S3Source source =
                new S3Source(settings, credentials, policy, new Tries(1, Duration.ofMillis(1), new Random(7)), clock);
        return new ModelStore(List.of(source), folder.resolve("cache"), false);
    }

    private ModelFile locate(String uri) {
        return store(HttpPolicy.DEFAULT, InstantSource.system()).locate(uri, ModelBase.of(folder), Optional.empty());
    }

    private void assertRefused(String uri, String message) throws IOException {
        assertThatThrownBy(() -> locate(uri))
                .isInstanceOf(InvalidModelException.class)
                .message()
                .contains(message)
                .doesNotContain(folder.toString(), SECRET, "127.0.0.1");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        if (Files.exists(folder.resolve("cache"))) {
            try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void bringsAnObjectAndRecordsItsDigest() {
        assertThat(locate("s3://models/credit/v7/trees.json").sha256()).isEqualTo(Digests.sha256(CONTENT));
    }

    @Test
    void findsObjectsBelowAModelRoot() {
        ModelFile file = store(HttpPolicy.DEFAULT, InstantSource.system())
                .locate(
                        "v7/trees.json",
                        new ModelBase(folder, Optional.of("s3://models/credit")),
                        Optional.of(Digests.sha256(CONTENT)));
        assertThat(file.path()).hasContent(CONTENT);
    }

    @Test
    void signsKeysOfAllCharacters() {
        assertThat(locate("s3://models/a b+c&ü.json").sha256()).isEqualTo(Digests.sha256(CONTENT));
    }

    @Test
    void takesKeysFromFilesBeforeTheEnvironment() throws IOException {
        Files.createDirectories(folder.resolve("credentials"));
        Files.writeString(folder.resolve("credentials/AWS_ACCESS_KEY_ID"), ID + "\n");
        Files.writeString(folder.resolve("credentials/AWS_SECRET_ACCESS_KEY"), SECRET + "\n");
        environment.put("AWS_ACCESS_KEY_ID", "another");

        assertThat(locate("s3://models/credit/v7/trees.json").sha256()).isEqualTo(Digests.sha256(CONTENT));
    }

    @Test
    void bringsAnObjectAgainOnlyWhenItHasChanged() throws IOException {
        put("models", "moving.json", "one");
        Path one = locate("s3://models/moving.json").path();
        Instant before = Files.getLastModifiedTime(one).toInstant();
        Files.setLastModifiedTime(one, java.nio.file.attribute.FileTime.from(before.minusSeconds(60)));
        assertThat(locate("s3://models/moving.json").path()).isEqualTo(one);
        assertThat(Files.getLastModifiedTime(one).toInstant()).isBefore(before);

        put("models", "moving.json", "two");
        assertThat(locate("s3://models/moving.json").sha256()).isEqualTo(Digests.sha256("two"));
        assertThat(one).hasContent("one");
    }

    @Test
    void bringsAnObjectAgainWhenItsCopyIsBroken() throws IOException {
        Path file = locate("s3://models/credit/v7/trees.json").path();
        Files.writeString(file, "broken");
        assertThat(locate("s3://models/credit/v7/trees.json").path()).hasContent(CONTENT);
    }

    @Test
    void refusesAnotherDigest() throws IOException {
        assertThatThrownBy(() -> store(HttpPolicy.DEFAULT, InstantSource.system())
                        .locate("s3://models/credit/v7/trees.json", ModelBase.of(folder), Optional.of("0".repeat(64))))
                .hasMessageContaining("Put sha256: " + Digests.sha256(CONTENT) + " if that is the file you mean");
        assertNothingIsLeft();
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertRefused(
                "s3://models/credit/v8/trees.json",
                "S3 answers 404 NoSuchKey: bucket 'models' has no" + " 'credit/v8/trees.json'. Check the key");
        assertRefused(
                "s3://no-models/trees.json", "there is no bucket 'no-models'. Check its name and mehari.s3.endpoint");
        assertRefused("s3://models/empty.json", "is empty");
    }

    @Test
    void saysWhatIsWrongWithTheKeys() throws IOException {
        environment.put("AWS_SECRET_ACCESS_KEY", "wrong");
        assertRefused("s3://models/credit/v7/trees.json", "AWS_SECRET_ACCESS_KEY isn't the one of AWS_ACCESS_KEY_ID");
        environment.put("AWS_ACCESS_KEY_ID", "nobody");
        assertRefused("s3://models/credit/v7/trees.json", "it doesn't know this AWS_ACCESS_KEY_ID. Check the Secret");
        environment.clear();
        assertRefused(
                "s3://models/credit/v7/trees.json",
                "it wants keys. Put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                        + " into the Secret that spec.pods.credentials names, or into the environment");
        environment.put("AWS_ACCESS_KEY_ID", ID);
        assertRefused("s3://models/credit/v7/trees.json", "only one is there. Give both, or none");
        environment.put("AWS_SECRET_ACCESS_KEY", SECRET + "\n" + SECRET);
        assertRefused(
                "s3://models/credit/v7/trees.json", "the credential AWS_SECRET_ACCESS_KEY has a blank, a line break");
    }

    @Test
    void saysThatTheClockIsWrong() {
        assertThatThrownBy(() -> store(HttpPolicy.DEFAULT, () -> Instant.parse("2020-01-01T00:00:00Z"))
                        .locate("s3://models/credit/v7/trees.json", ModelBase.of(folder), Optional.empty()))
                .hasMessageContaining("RequestTimeTooSkewed: this machine's clock differs from the server's");
    }

    @Test
    void stopsAtTheLimit() {
        HttpPolicy small = new HttpPolicy(3, Duration.ofSeconds(20), Duration.ofSeconds(20), 3, List.of());
        assertThatThrownBy(() -> store(small, InstantSource.system())
                        .locate("s3://models/credit/v7/trees.json", ModelBase.of(folder), Optional.empty()))
                .hasMessageContaining("it is larger than 3 bytes");
    }

    @Test
    void refusesWhatIsNoObject() throws IOException {
        for (String uri : List.of(
                "s3:models/x",
                "s3:///x",
                "s3://m/x",
                "s3://UPPER/x",
                "s3://a..b/x",
                "s3://user:word@models/x",
                "s3://169.254.169.254:80/x",
                "s3://models@evil.example/x",
                "s3://models%2eevil/x")) {
            assertRefused(uri, "it names no bucket");
        }
        assertRefused("s3://models", "it names no object of bucket 'models'");
        assertRefused("s3://models/credit/", "it names no object");
        assertRefused("s3://models/x?versionId=1", "has a '?'");
        assertRefused("s3://models/../x", "leads upwards");
        assertRefused("s3://models/%2e%2e/x", "hides '..'");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
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

/** Against the JDK's own HTTP server on the loopback, by way of the store, as graphs use it. */
class HttpSourceTest {
    private static final byte[] CONTENT = "a model".repeat(5000).getBytes(UTF_8);
    private static final String DIGEST = Digests.sha256(CONTENT);
    private static final HttpPolicy QUICK =
            new HttpPolicy(100_000, Duration.ofMillis(400), Duration.ofMillis(600), 3, List.of());

    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        serve("/credit.json", exchange -> answer(exchange, 200, CONTENT));
        server.start();
    }

    @AfterEach
    void stop() {
        testIsOver.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void redirect(String path, int status, String location) {
        serve(path, exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            answer(exchange, status, new byte[0]);
        });
    }

    private String address(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private ModelFile locate(HttpPolicy policy, String uri) {
        return new ModelStore(List.of(new HttpSource(policy)), folder.resolve("cache"), false)
                .locate(uri, ModelBase.of(folder), Optional.of(DIGEST));
    }

    private ModelFile locate(String path) {
        return locate(HttpPolicy.DEFAULT, address(path));
    }

    private void assertRefused(HttpPolicy policy, String uri, String message) throws IOException {
        assertThatThrownBy(() -> locate(policy, uri))
                .isInstanceOf(InvalidModelException.class)
                .message()
                .contains(message)
                .doesNotContain(folder.toString());
        assertNothingIsLeft();
    }

    private void assertRefused(String path, String message) throws IOException {
        assertRefused(HttpPolicy.DEFAULT, address(path), message);
    }

    private void assertNothingIsLeft() throws IOException {
        if (Files.exists(folder.resolve("cache"))) {
            try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
                assertThat(files).isEmpty();
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ that which works

    @Test
    void bringsAFileIntoTheCache() {
        ModelFile file = locate("/credit.json");
        assertThat(file.path()).hasBinaryContent(CONTENT).hasFileName(DIGEST + ".json");
        assertThat(file.sha256()).isEqualTo(DIGEST);
    }

    @Test
    void asksOnlyOnce() {
        locate("/credit.json");
        locate("/credit.json");
        assertThat(asked).hasValue(1);
    }

    @Test
    void takesABodyWithoutALength() {
        serve("/chunked", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(CONTENT);
        });
        assertThat(locate("/chunked").path()).hasBinaryContent(CONTENT);
    }

    @Test
    void followsRedirectsOfEveryKind() {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            redirect("/old" + status, status, "/credit.json");
        }
        redirect("/older", 302, address("/old301"));
        assertThat(locate("/older").sha256()).isEqualTo(DIGEST);
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            assertThat(locate("/old" + status).sha256()).isEqualTo(DIGEST);
        }
    }

    @Test
    void isFoundByTheStore() {
        assertThat(ModelStore.installed(folder, false).schemes())
                .isEqualTo("classpath, configmap, file, http, https, oci, pvc, s3");
    }

    // ------------------------------------------------------------------------------------------------ what servers do

    @Test
    void refusesAnotherFileAndShowsItsDigest() throws IOException {
        serve("/other", exchange -> answer(exchange, 200, "another".getBytes(UTF_8)));
        assertRefused("/other", "Put sha256: " + Digests.sha256("another") + " if that is the file you mean");
    }

    @Test
    void needsADigest() {
        assertThatThrownBy(() -> new ModelStore(List.of(new HttpSource()), folder, false)
                        .locate(address("/credit.json"), ModelBase.of(folder), Optional.empty()))
                .hasMessageContaining("needs sha256");
        assertThat(asked).hasValue(0);
    }

    @Test
    void saysWhatTheServerAnswers() throws IOException {
        serve("/secret", exchange -> answer(exchange, 403, new byte[0]));
        serve("/broken", exchange -> answer(exchange, 500, "stack trace".getBytes(UTF_8)));
        serve("/nothing", exchange -> answer(exchange, 200, new byte[0]));
        assertRefused("/secret", "answers 403: it wants credentials");
        assertRefused("/broken", "can't be fetched: the server answers 500");
        assertRefused("/gone", "answers 404: nothing is there");
        assertRefused("/nothing", "is empty");
    }

    @Test
    void refusesWhatIsCompressedUnasked() throws IOException {
        serve("/zipped", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(exchange, 200, CONTENT);
        });
        assertRefused("/zipped", "compressed without having been asked");
    }

    @Test
    void stopsAtTheLimitWhetherTheLengthIsToldOrNot() throws IOException {
        byte[] large = new byte[200_000];
        serve("/told", exchange -> answer(exchange, 200, large));
        serve("/untold", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(large);
        });
        String message = "it is larger than 100000 bytes. Raise mehari.storage.http.max-bytes";
        assertRefused(QUICK, address("/told"), message);
        assertRefused(QUICK, address("/untold"), message);
    }

    @Test
    void givesUpOnAServerThatSaysNothing() throws IOException {
        serve("/silent", exchange -> await());
        assertRefused(QUICK, address("/silent"), "no answer within 400 ms");
    }

    @Test
    void givesUpOnABodyThatStopsHalfway() throws IOException {
        serve("/half", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            await();
        });
        assertRefused(QUICK, address("/half"), "it took longer than 600 ms. Raise mehari.storage.http.timeout");
    }

    @Test
    void givesUpOnABodyThatDrips() throws IOException {
        serve("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            while (!await(Duration.ofMillis(20))) {
                body.write(1);
                body.flush();
            }
        });
        assertRefused(QUICK, address("/drip"), "it took longer than 600 ms");
    }

    private void await() {
        await(Duration.ofSeconds(30));
    }

    private boolean await(Duration time) {
        try {
            return testIsOver.await(time.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Test
    void beginsAnewAfterADownloadThatBroke() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        serve("/flaky", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, calls.getAndIncrement() == 0 ? 1000 : CONTENT.length);
        });
        assertRefused("/flaky", "the download broke off");
        assertThat(locate("/flaky").path()).hasBinaryContent(CONTENT);
    }

    // ------------------------------------------------------------------------------------------------ redirects

    @Test
    void refusesRedirectsThatLeadAstray() throws IOException {
        redirect("/loop", 302, "/loop");
        redirect("/file", 302, "file:///etc/passwd");
        redirect("/ftp", 302, "ftp://localhost/x");
        redirect("/jar", 302, "jar:http://localhost/x!/y");
        redirect("/user", 302, "http://user:pass@localhost/x");
        redirect("/cloud", 302, "http://169.254.169.254/latest/meta-data/");
        redirect("/cloud6", 302, "http://[fe80::1]/");
        redirect("/any", 302, "http://0.0.0.0/");
        redirect("/nonsense", 302, "http://[nonsense");
        redirect("/nohost", 302, "http:///x");
        serve("/nowhere", exchange -> answer(exchange, 302, new byte[0]));
        assertRefused("/loop", "redirects more than 5 times");
        assertThat(asked).hasValue(6);
        assertRefused("/file", "redirects to file:, only http and https are followed");
        assertRefused("/ftp", "redirects to ftp:");
        assertRefused("/jar", "redirects to jar:");
        assertRefused("/user", "Credentials don't belong in a manifest");
        assertRefused("/cloud", "an address of the local link");
        assertRefused("/cloud6", "an address of the local link");
        assertRefused("/any", "isn't asked");
        assertRefused("/nonsense", "redirects to what is no address");
        assertRefused("/nohost", "redirects to");
        assertRefused("/nowhere", "redirects to nowhere");
    }

    @Test
    void checksTheListOfHostsAtEachStep() throws IOException {
        redirect("/away", 302, "http://127.0.0.1:" + server.getAddress().getPort() + "/credit.json");
        HttpPolicy local =
                new HttpPolicy(1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(5), 3, List.of("localhost"));
        assertThat(locate(local, address("/credit.json")).sha256()).isEqualTo(DIGEST);
        Files.delete(folder.resolve("cache").resolve(DIGEST + ".json"));
        assertRefused(local, address("/away"), "host '127.0.0.1' isn't among mehari.storage.http.hosts");
    }

    // ------------------------------------------------------------------------------------------------ addresses

    @Test
    void refusesAddressesThatAreNone() throws IOException {
        assertRefused(QUICK, "http:///x", "names no host");
        assertRefused(QUICK, "http:x", "names no host");
        assertRefused(QUICK, "http://user:secret@localhost/x", "Credentials don't belong");
        assertRefused(QUICK, "http://169.254.169.254/x", "an address of the local link");
        assertRefused(QUICK, "http://local host/x", "names no host");
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertRefused(QUICK, "http://localhost:" + port + "/x", "no connection to host 'localhost'");
        assertRefused(QUICK, "http://nobody.invalid/x", "no connection to host 'nobody.invalid'");
    }

    @Test
    void saysThatHttpIsSpokenWhereHttpsIsMeant() throws IOException {
        assertRefused(QUICK, address("/credit.json").replace("http:", "https:"), "can't be fetched: no ");
    }
}

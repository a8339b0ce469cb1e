// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.mehari.model.Digests;
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

/** Against a server that fails as stores do: busy, cut off, silent, elsewhere. */
class S3FaultsTest {
    private static final String CONTENT = "a model".repeat(1000);
    private static final HttpPolicy QUICK =
            new HttpPolicy(100_000, Duration.ofMillis(400), Duration.ofMillis(900), 3, List.of());

    @TempDir
    Path folder;

    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<HttpHandler> answers = new ArrayList<>();
    private final List<Map<String, List<String>>> asked = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            HttpHandler answer;
            synchronized (answers) {
                asked.add(exchange.getRequestHeaders());
                answer = answers.size() > 1 ? answers.remove(0) : answers.get(0);
            }
            try (exchange) {
                answer.handle(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        testIsOver.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private static HttpHandler status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    private static void send(HttpExchange exchange, int count) throws IOException {
        byte[] content = CONTENT.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content, 0, count);
        exchange.getResponseBody().flush();
    }

    private static final HttpHandler WHOLE = exchange -> send(exchange, CONTENT.length());
    private static final HttpHandler CUT = exchange -> send(exchange, 100);

    private ModelFile locate(int tries, HttpHandler... answers) {
        this.answers.addAll(List.of(answers));
        Credentials credentials = new Credentials(
                folder.resolve("none"), name -> Optional.of(name.equals("AWS_SESSION_TOKEN") ? "" : "key"));
        S3Settings settings = new S3Settings(
                Optional.of(URI.create("http://localhost:" + server.getAddress().getPort())), "us-east-1", true);
        S3Source source = new S3Source(
                settings,
                credentials,
                QUICK,
                new Tries(tries, Duration.ofMillis(1), new Random(7)),
                InstantSource.system());
        return new ModelStore(List.of(source), folder.resolve("cache"), false)
                .locate("s3://models/trees.json", ModelBase.of(folder), Optional.empty());
    }

    private void assertNothingIsLeft() throws IOException {
        if (Files.exists(folder.resolve("cache"))) {
            try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void triesAgainWhereAStoreIsBusyOrADownloadIsCut() {
        assertThat(locate(4, status(503), CUT, status(429), WHOLE).sha256()).isEqualTo(Digests.sha256(CONTENT));
        assertThat(asked).hasSize(4);
    }

    @Test
    void givesUpAfterTheLastTry() throws IOException {
        assertThatThrownBy(() -> locate(3, status(503)))
                .hasMessageContaining("can't be fetched: S3 answers 503, the last of 3 tries");
        assertThat(asked).hasSize(3);
        assertNothingIsLeft();
    }

    @Test
    void doesNotTryAgainWhatWontGetBetter() {
        assertThatThrownBy(() -> locate(3, status(404))).hasMessageContaining("S3 answers 404");
        assertThat(asked).hasSize(1);
    }

    @Test
    void namesTheRegionOfABucketElsewhere() {
        assertThatThrownBy(() -> locate(1, status(301, "x-amz-bucket-region", "eu-west-1", "Location", "http://x/")))
                .hasMessageContaining("bucket 'models' is in region eu-west-1. Set mehari.s3.region=eu-west-1");
    }

    @Test
    void followsNoRedirectWithItsKeys() {
        String away = "http://127.0.0.1:" + server.getAddress().getPort() + "/away";
        assertThatThrownBy(() -> locate(1, status(307, "Location", away)))
                .hasMessageContaining("it leads elsewhere, which isn't followed. Check mehari.s3.endpoint");
        assertThat(asked).hasSize(1);
    }

    @Test
    void givesUpOnABodyThatStopsHalfway() throws IOException {
        assertThatThrownBy(() -> locate(4, exchange -> {
                    send(exchange, 100);
                    await();
                }))
                .hasMessageContaining("it took longer than 900 ms. Raise mehari.storage.http.timeout");
        assertNothingIsLeft();
    }

    @Test
    void givesUpOnAStoreThatSaysNothing() {
        assertThatThrownBy(() -> locate(1, exchange -> await())).hasMessageContaining("no answer within 400 ms");
    }

    private void await() {
        try {
            testIsOver.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

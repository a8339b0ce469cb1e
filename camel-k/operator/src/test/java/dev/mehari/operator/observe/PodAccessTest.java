// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Pods that answer well, badly and without end, by both ways. */
class PodAccessTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    enum Way {
        DIRECT,
        PROXY
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void givesStatusAndBody(Way way) throws IOException {
        server.createContext("/", exchange -> answer(exchange, 503, "not yet"));
        PodAccess.Answer answer = ask(way);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("not yet");
    }

    @ParameterizedTest
    @EnumSource
    void takesAnAnswerOfTheMostSize(Way way) throws IOException {
        server.createContext("/", exchange -> answer(exchange, 200, "x".repeat(BoundedBody.MOST)));
        assertThat(ask(way).body()).hasSize(BoundedBody.MOST);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnAnswerWithoutEnd(Way way) {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[64 * 1024];
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 100_000; i++) {
                    out.write(part);
                }
            }
        });
        assertThatThrownBy(() -> ask(way)).isInstanceOf(IOException.class).hasMessageContaining("answer");
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnAnswerThatStops(Way way) {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
        });
        assertThatThrownBy(() -> ask(way)).isInstanceOf(IOException.class).hasMessageContaining("no answer");
    }

    @Test
    void asksOnceMoreWhereTheApiServerHasClosedAKeptConnection() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> {
                for (int i = 0; i < 2; i++) {
                    closeOrAnswer(listener, i > 0);
                }
            });
            try (ProxyAccess access = new ProxyAccess(new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + listener.getLocalPort())
                    .build())) {
                assertThat(access.service("n", "s", "http", "/x").status()).isEqualTo(200);
            }
        }
    }

    /** Reads a request, and answers it or not. */
    private static void closeOrAnswer(ServerSocket listener, boolean answers) {
        try (Socket socket = listener.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            if (answers) {
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PodAccess.Answer ask(Way way) throws IOException {
        int port = server.getAddress().getPort();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("n")
                .endMetadata()
                .withNewStatus()
                .withPodIP("127.0.0.1")
                .endStatus()
                .build();
        if (way == Way.DIRECT) {
            return new DirectAccess().pod(pod, port, "/x");
        }
        try (ProxyAccess access = new ProxyAccess(
                new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + port).build())) {
            return access.pod(pod, 9876, "/x");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import dev.mehari.model.Digests;
import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Answers that no decent server gives, byte by byte from a socket. */
class LyingServerTest {
    private static final HttpPolicy QUICK =
            new HttpPolicy(100_000, Duration.ofSeconds(2), Duration.ofSeconds(3), 3, List.of());

    @TempDir
    Path folder;

    private Path fetch(String answer, String content) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<?> served = thread.submit(() -> {
                answerOnce(server, answer);
                return null;
            });
            try {
                return new ModelStore(List.of(new HttpSource(QUICK)), folder, false)
                        .locate(
                                "http://127.0.0.1:" + server.getLocalPort() + "/m.json",
                                ModelBase.of(folder),
                                Optional.of(Digests.sha256(content)))
                        .path();
            } finally {
                served.get();
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private static void answerOnce(ServerSocket server, String answer) throws IOException {
        try (Socket socket = server.accept();
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
            String line = request.readLine();
            while (line != null && !line.isEmpty()) {
                line = request.readLine();
            }
            socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }

    private void assertRefused(String answer) throws IOException {
        assertThatThrownBy(() -> fetch(answer, "0123456789")).isInstanceOf(InvalidModelException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void takesAnAnswerThatEndsWithTheConnection() throws Exception {
        assertThat(fetch("HTTP/1.1 200 OK\r\n\r\n0123456789", "0123456789")).hasContent("0123456789");
    }

    @Test
    void readsNoMoreThanTheLengthThatIsTold() throws Exception {
        assertThat(fetch("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n0123456789", "0123"))
                .hasContent("0123");
    }

    @Timeout(20)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not http at all",
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n0123456789",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n0123456789",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n0123456789",
                "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n0123456789",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n0123456789",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n0123456789",
                "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: \r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: ::::\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 999 Who knows\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 206 Partial Content\r\nContent-Length: 10\r\n\r\n0123456789"
            })
    void refusesAnswersThatLie(String answer) throws IOException {
        assertRefused(answer);
    }
}

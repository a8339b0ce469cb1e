// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** Talks to the management port of a running server. */
record ManagementClient(URI server) {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Loading a revision again may take as long as its server allows. */
    private static final Duration ANSWER = Duration.ofMinutes(10);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) throws ServerException {
        return ask(path, null);
    }

    JsonNode post(String path, String body) throws ServerException {
        return ask(path, body);
    }

    private JsonNode ask(String path, @Nullable String body) throws ServerException {
        if (server.getHost() == null || !("http".equals(server.getScheme()) || "https".equals(server.getScheme()))) {
            throw new UsageException("--server is '" + server + "', it takes a URL such as http://127.0.0.1:9876");
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER);
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        // The token is never an option: others on this machine could read it in the list of processes.
        Optional<String> token =
                Settings.of(Path.of(""), System.getenv(), Map.of()).secret(ManagementAccess.TOKEN_SETTING);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text.strip()));
        try {
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return read(answer);
        } catch (ConnectException | HttpTimeoutException e) {
            throw new ServerException("no server answers at " + server
                    + ". Start one with 'mehari serve', or name its management port with --server");
        } catch (IOException e) {
            throw new ServerException("the server at " + server + " can't be asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while the server was asked");
        }
    }

    private JsonNode read(HttpResponse<String> answer) throws ServerException {
        JsonNode json;
        try {
            json = JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw notOurs();
        }
        if (answer.statusCode() == 200 && json.isObject()) {
            return json;
        }
        if (!json.path("error").isTextual()) {
            throw notOurs();
        }
        throw new ServerException(json.path("error").asText()
                + (answer.statusCode() == 401
                        ? ". Set it in the environment as MEHARI_MANAGEMENT_TOKEN, or in application.properties"
                        : ""));
    }

    private ServerException notOurs() {
        return new ServerException("what answers at " + server
                + " isn't the management port of a mehari server; it is printed at its start");
    }

    /** The server can't be asked, or says no. */
    static final class ServerException extends Exception {
        private static final long serialVersionUID = 1;

        ServerException(String message) {
            super(message);
        }
    }
}

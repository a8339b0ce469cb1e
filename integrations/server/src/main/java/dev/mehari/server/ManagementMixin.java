// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.net.URI;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import picocli.CommandLine.Option;

/** What commands that talk to a running server have in common. */
final class ManagementMixin {
    /** Where a server's management port is unless it says otherwise. */
    static final String DEFAULT = "http://127.0.0.1:9876";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = DEFAULT,
            description = "The management port of the server to ask. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private URI server;

    @Option(names = "--json", description = "Print the server's JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    boolean isJson() {
        return json;
    }

    static String pretty(JsonNode answer) {
        try {
            return JSON.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written as JSON", e);
        }
    }

    JsonNode get(String path) throws ManagementClient.ServerException {
        return new ManagementClient(server).get(path);
    }

    JsonNode post(String path, String body) throws ManagementClient.ServerException {
        return new ManagementClient(server).post(path, body);
    }
}

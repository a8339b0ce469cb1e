// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What the API server wrote down of the requests it served: all writes, and every request of Mehari's operator.
 *
 * @param file JSON, one entry per line
 */
record AuditLog(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    /**
     * A request that was served.
     *
     * @param at when it came
     * @param user who asked, such as {@code system:serviceaccount:mehari-system:mehari}
     * @param verb such as {@code patch}, or {@code watch}
     * @param resource such as {@code services} or {@code inferencegraphs/status}
     * @param namespace of the object, or empty
     * @param name of the object, or empty
     * @param status of the answer, an HTTP status
     */
    record Request(Instant at, String user, String verb, String resource, String namespace, String name, int status) {
        boolean writes() {
            return WRITES.contains(verb);
        }

        /** Leases are renewed for ever, which is what they are for. */
        boolean renewsLease() {
            return resource.equals("leases");
        }

        boolean isBy(String serviceAccountNamespace) {
            return user.startsWith("system:serviceaccount:" + serviceAccountNamespace + ":");
        }
    }

    /** Requests that came at this time or later, in the order of the log. */
    List<Request> since(Instant from) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.endsWith("}"))
                    .map(AuditLog::request)
                    .filter(request -> !request.at().isBefore(from))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes by the service accounts of a namespace since then, leases left out. */
    List<Request> writesSince(Instant from, String serviceAccountNamespace) {
        return since(from).stream()
                .filter(request -> request.writes() && !request.renewsLease() && request.isBy(serviceAccountNamespace))
                .toList();
    }

    static Request request(String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            JsonNode object = entry.path("objectRef");
            String sub = object.path("subresource").asText("");
            return new Request(
                    Instant.parse(entry.path("requestReceivedTimestamp").asText()),
                    entry.path("user").path("username").asText(),
                    entry.path("verb").asText(),
                    object.path("resource").asText() + (sub.isEmpty() ? "" : "/" + sub),
                    object.path("namespace").asText(""),
                    object.path("name").asText(""),
                    entry.path("responseStatus").path("code").asInt());
        } catch (IOException e) {
            throw new UncheckedIOException("not an entry of an audit log: " + line, e);
        }
    }
}

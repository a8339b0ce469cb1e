// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AuditLogTest {
    private static final String PATCH = entry("patch", "services", "", "mehari-system:mehari", "12:00:00.000000Z");
    private static final String STATUS =
            entry("update", "inferencegraphs", "status", "mehari-system:mehari", "12:00:01.000000Z");
    private static final String LIST = entry("list", "pods", "", "mehari-system:mehari", "12:00:02.000000Z");
    private static final String LEASE = entry("update", "leases", "", "mehari-system:mehari", "12:00:03.000000Z");
    private static final String OTHER = entry("patch", "pods", "status", "kube-system:job", "12:00:04.000000Z");

    @TempDir
    private Path folder;

    private static String entry(String verb, String resource, String sub, String account, String time) {
        return """
                {"kind":"Event","level":"Metadata","stage":"ResponseComplete","verb":"%s","user":{"username":"system:serviceaccount:%s"},\
                "objectRef":{"resource":"%s","namespace":"shop","name":"credit"%s},"responseStatus":{"code":200},\
                "requestReceivedTimestamp":"2026-01-02T%s"}""".formatted(verb, account, resource, sub.isEmpty() ? "" : ",\"subresource\":\"" + sub + "\"", time);
    }

    private AuditLog log(String... lines) throws IOException {
        Path file = folder.resolve("audit.log");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return new AuditLog(file);
    }

    @Test
    void readsWhoDidWhatAndWhen() {
        assertThat(AuditLog.request(STATUS))
                .isEqualTo(new AuditLog.Request(
                        Instant.parse("2026-01-02T12:00:01Z"),
                        "system:serviceaccount:mehari-system:mehari",
                        "update",
                        "inferencegraphs/status",
                        "shop",
                        "credit",
                        200));
    }

    @Test
    void tellsChangesOfOneNamespacesAccountsFromAllElse() throws IOException {
        assertThat(log(PATCH, STATUS, LIST, LEASE, OTHER).writesSince(Instant.EPOCH, "mehari-system"))
                .extracting(AuditLog.Request::resource)
                .containsExactly("services", "inferencegraphs/status");
    }

    @Test
    void leavesOutWhatCameBefore() throws IOException {
        assertThat(log(PATCH, STATUS, LIST).since(Instant.parse("2026-01-02T12:00:01Z")))
                .extracting(AuditLog.Request::verb)
                .containsExactly("update", "list");
    }

    @Test
    void passesOverALineThatIsBeingWritten() throws IOException {
        assertThat(log(PATCH, STATUS.substring(0, 40)).since(Instant.EPOCH)).hasSize(1);
    }
}

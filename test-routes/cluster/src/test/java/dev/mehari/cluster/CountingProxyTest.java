// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import dev.mehari.cluster.CountingProxy.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CountingProxyTest {
    @ParameterizedTest
    @CsvSource({
        "POST, /apis/apps/v1/namespaces/a/controllerrevisions, create controllerrevisions, ''",
        "PATCH, /api/v1/namespaces/a/services/iris?fieldManager=m&force=true, patch services, iris",
        "PATCH, /apis/mehari.dev/v1alpha1/namespaces/a/inferencegraphs/iris/status, patch inferencegraphs/status, iris",
        "PUT, /api/v1/namespaces/a/configmaps/iris-r1-routes, update configmaps, iris-r1-routes",
        "DELETE, /apis/policy/v1/namespaces/a/poddisruptionbudgets/iris-r1, delete poddisruptionbudgets, iris-r1",
        "POST, /apis/authorization.k8s.io/v1/selfsubjectaccessreviews, create selfsubjectaccessreviews, ''"
    })
    void knowsChanges(String method, String target, String kind, String name) {
        Call call = Call.of(method, target).orElseThrow();
        assertThat(call.kind()).isEqualTo(kind);
        assertThat(call.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/namespaces/a/services/iris",
                "GET /api/v1/namespaces/a/pods?watch=true",
                "PATCH /apis/coordination.k8s.io/v1/namespaces/a/leases/mehari-operator",
                "GET /healthz"
            })
    void leavesOutWhatChangesNothingAndLeases(String request) {
        String[] words = request.split(" ", -1);
        assertThat(Call.of(words[0], words[1])).isEmpty();
    }

    @Test
    void takesAThreadWithoutAProcessorForNoError() {
        String slow = """
                [vertx-blocked-thread-checker] WARN io.vertx.core.impl.BlockedThreadChecker - Thread 1 has been blocked
                io.vertx.core.VertxException: Thread blocked
                	at java.base/java.lang.Thread.run(Thread.java:840)
                [main] INFO dev.mehari.operator.Main - looks after graphs
                """;
        assertThat(Operator.errors(slow)).isEmpty();
        assertThat(Operator.errors(slow + "java.lang.IllegalStateException: no\n\tat dev.mehari.A.b(A.java:1)\n"))
                .containsExactly("\tat dev.mehari.A.b(A.java:1)");
    }
}

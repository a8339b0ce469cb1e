// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.IOException;
import java.util.List;

import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.observe.PodAccess.Answer;
import dev.mehari.operator.rollout.Smoke;

/** Asks a revision through its own Service whether it answers, and as this revision, before it takes traffic. */
public final class SmokeTest {
    private final PodAccess access;

    public SmokeTest(PodAccess access) {
        this.access = access;
    }

    /** What came of it. */
    public Smoke ask(GraphRevision revision) {
        String graph = "/v2/models/" + revision.graph() + "/versions/" + revision.number() + "/ready";
        try {
            for (String path : List.of("/v2/health/ready", graph)) {
                Answer answer = access.service(revision.namespace(), revision.name(), "http", path);
                if (answer.status() != 200) {
                    return failed(revision, "GET " + path + " answered " + answer.status() + ", not 200");
                }
            }
            return Smoke.PASSED;
        } catch (IOException e) {
            return failed(revision, String.valueOf(e.getMessage()));
        }
    }

    private static Smoke failed(GraphRevision revision, String what) {
        return Smoke.failed(
                "the Service " + revision.name() + " of " + revision.id() + ": " + what + ". See the logs of its pods");
    }
}

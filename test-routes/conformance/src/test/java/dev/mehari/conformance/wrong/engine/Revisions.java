// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.engine;

import dev.mehari.conformance.wrong.compiler.Texts;
import dev.mehari.conformance.wrong.nodes.Steps;
import io.grpc.Server;
import io.vertx.core.Vertx;

/** No protocols. */
public final class Revisions {
    private Revisions() {}

    static final class WrongDoor {
        Vertx vertx() {
            return Vertx.vertx();
        }
    }

    static final class WrongProtocol {
        Server server(Server server) {
            return server;
        }
    }

    public static final class RightRevision {
        public Object of(Texts.RightText text, Steps.RightStep step) {
            return text == null ? step : text;
        }
    }
}

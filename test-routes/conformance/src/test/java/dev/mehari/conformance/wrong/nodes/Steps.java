// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.nodes;

import java.net.ServerSocket;

import dev.mehari.conformance.wrong.graph.Manifests;
import dev.mehari.conformance.wrong.runtime.one.One;
import org.apache.camel.Exchange;

/** Camel, but neither sockets nor graph files nor a runtime by its name. */
public final class Steps {
    private Steps() {}

    static final class WrongSocket {
        int port(ServerSocket socket) {
            return socket.getLocalPort();
        }
    }

    static final class WrongManifest {
        Object graph() {
            return new Manifests.RightManifest();
        }
    }

    static final class WrongRuntime {
        Object one() {
            return new One.RightRuntime();
        }
    }

    public static final class RightStep {
        public Object body(Exchange exchange) {
            return exchange.getMessage().getBody();
        }
    }
}

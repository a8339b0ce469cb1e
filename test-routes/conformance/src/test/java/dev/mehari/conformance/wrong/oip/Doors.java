// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.oip;

import dev.mehari.conformance.wrong.cel.Conditions;
import dev.mehari.conformance.wrong.engine.Engine;
import dev.mehari.conformance.wrong.runtime.one.One;
import dev.mehari.conformance.wrong.server.Main;
import io.vertx.core.Vertx;

/** Sockets, but no rules of the language. */
public final class Doors {
    private Doors() {}

    static final class WrongRule implements Conditions.RightCondition {}

    static final class WrongServer {
        Object server() {
            return new Main();
        }
    }

    static final class WrongRuntime {
        Object one() {
            return new One.RightRuntime();
        }
    }

    public static final class RightDoor {
        public Object open(Engine engine, Vertx vertx) {
            return engine == null ? vertx : engine;
        }
    }
}

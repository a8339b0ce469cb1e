// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.runtime.one;

import java.net.Socket;

import com.fasterxml.jackson.core.JsonParser;
import dev.mehari.conformance.wrong.model.Models;
import dev.mehari.conformance.wrong.runtime.two.Two;

/** A runtime uses models and its engine, never another runtime. */
public final class One {
    private One() {}

    static final class WrongNeighbour {
        Object two() {
            return new Two();
        }
    }

    static final class WrongSocket {
        Socket socket() {
            return new Socket();
        }
    }

    public static final class RightRuntime {
        public Object load(JsonParser engine) {
            return engine == null ? "" : new Models.RightModel();
        }
    }
}

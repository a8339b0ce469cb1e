// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.telemetry;

import dev.mehari.conformance.wrong.engine.Engine;
import dev.mehari.conformance.wrong.engine.Revisions;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;

/** It listens and never steers. */
public final class Meters {
    private Meters() {}

    static final class WrongSteering {
        Engine engine(Engine engine) {
            return engine;
        }
    }

    static final class WrongAnswer {
        void answer(Exchange exchange) {
            exchange.getMessage().setBody(0);
        }
    }

    public static final class RightMeter {
        public void count(Revisions.RightRevision revision, MeterRegistry registry) {
            registry.counter(revision.toString()).increment();
        }
    }
}

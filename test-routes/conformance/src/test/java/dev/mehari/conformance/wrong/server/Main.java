// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.server;

import dev.mehari.conformance.wrong.oip.Doors;
import dev.mehari.conformance.wrong.telemetry.Meters;
import dev.mehari.conformance.wrong.testkit.Fake;

public final class Main {
    static final class WrongFake {
        Object fake() {
            return new Fake();
        }
    }

    public static final class RightServer {
        public Object serve(Doors.RightDoor door, Meters.RightMeter meter) {
            return door == null ? meter : door;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.Optional;

/** What one request to a graph may cost; what isn't given is the server's setting. */
@Structure("What one request may cost; what is left out is the setting of the server.")
public record LimitSpec(
        @Key(value = "Rows of one request.", definition = "count")
        Optional<Long> rows,

        @Key(value = "Bytes of one request's body.", definition = "count")
        Optional<Long> bodyBytes,

        @Key(value = "Requests answered at the same time.", definition = "count")
        Optional<Long> inFlight,

        @Key("How long a request may take; also caps the deadline that a client sends.")
        Optional<Duration> timeout) {
    public static final LimitSpec NONE =
            new LimitSpec(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

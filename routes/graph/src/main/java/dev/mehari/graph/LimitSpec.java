// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.Optional;

/** What one request to a graph may cost; what isn't given is the server's setting. */
public record LimitSpec(
        @Key(value = "Rows of one request.", schema = "{\"type\": \"integer\", \"minimum\": 1}")
        Optional<Long> rows,

        @Key(value = "Bytes of one request's body.", schema = "{\"type\": \"integer\", \"minimum\": 1}")
        Optional<Long> bodyBytes,

        @Key(value = "Requests answered at the same time.", schema = "{\"type\": \"integer\", \"minimum\": 1}")
        Optional<Long> inFlight,

        @Key("How long a request may take; also caps the deadline that a client sends.")
        Optional<Duration> timeout) {
    public static final LimitSpec NONE =
            new LimitSpec(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;
import java.util.Map;

import dev.mehari.tensor.NamedTensors;

/**
 * One request as a protocol door hands it over: decoded, not yet checked against the graph's declared inputs. Immutable.
 *
 * @param id the request's own id, never empty: the client's, or one that the door made
 * @param caller who asks, as the door authenticated it; empty if nobody did
 * @param inputs the tensors sent, under the names sent
 * @param parameters the request's OIP parameters: Boolean, Long, Double or String values
 * @param headers the inbound headers
 * @param outputs names of the outputs wanted, in the order wanted; empty for all
 * @param deadlineNanos the {@link System#nanoTime} at which the client stops waiting; {@link #NO_DEADLINE} if it doesn't
 *     say
 */
public record Request(
        String id,
        String caller,
        NamedTensors inputs,
        Map<String, Object> parameters,
        Headers headers,
        List<String> outputs,
        long deadlineNanos) {

    /** No deadline of the client's. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** A request of inputs alone. */
    public static Request of(String id, NamedTensors inputs) {
        return new Request(id, "", inputs, Map.of(), Headers.NONE, List.of(), NO_DEADLINE);
    }

    /**
     * Looks up headers; doors back it by their own header object, so that nothing is copied. Only what a graph's allow-list
     * names is ever looked up.
     */
    @FunctionalInterface
    public interface Headers {
        Headers NONE = name -> "";

        /** The first value of the header, {@code name} in lower case; {@code ""} if it wasn't sent. */
        String get(String name);

        /** Whether the header was sent, be it empty. Doors that can tell an empty header from none override this. */
        default boolean has(String name) {
            return !get(name).isEmpty();
        }

        /** The value of the first cookie of that name; {@code ""} if there is none. */
        default String cookie(String name) {
            return Cookies.find(get("cookie"), name);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import org.jspecify.annotations.Nullable;

/**
 * Exchanges whose body is still arriving, the oldest first: a list through their own fields, because each request goes in
 * and out of it. Confined to the event loop.
 */
final class Receiving {
    private @Nullable InferExchange first;
    private @Nullable InferExchange last;

    void add(InferExchange exchange) {
        exchange.previous = last;
        if (last == null) {
            first = exchange;
        } else {
            last.next = exchange;
        }
        last = exchange;
    }

    /** Takes it out, if it is in. */
    void remove(InferExchange exchange) {
        InferExchange before = exchange.previous;
        InferExchange after = exchange.next;
        if (before == null && first != exchange) {
            return;
        }
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        exchange.previous = null;
        exchange.next = null;
    }

    /** Ends those that began too long ago; each takes itself out. */
    void endThoseBefore(long nanos) {
        for (InferExchange exchange = first; exchange != null && exchange.arrivedNanos() - nanos < 0; ) {
            InferExchange next = exchange.next;
            exchange.bodyIsLate();
            exchange = next;
        }
    }
}

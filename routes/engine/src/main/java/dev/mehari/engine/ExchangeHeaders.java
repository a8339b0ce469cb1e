// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import dev.mehari.nodes.Request;
import org.apache.camel.Exchange;

/** The headers of a Camel message as a graph looks them up. */
record ExchangeHeaders(Exchange exchange) implements Request.Headers {
    @Override
    public String get(String name) {
        String value = exchange.getIn().getHeader(name, String.class);
        return value == null ? "" : value;
    }

    @Override
    public boolean has(String name) {
        return exchange.getIn().getHeader(name) != null;
    }
}

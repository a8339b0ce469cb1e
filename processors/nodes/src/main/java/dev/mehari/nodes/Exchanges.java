// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.Exchange;

/** The frame that an exchange inside a graph carries. */
final class Exchanges {
    private Exchanges() {}

    static Inference inference(Exchange exchange) {
        Object body = exchange.getIn().getBody();
        if (body instanceof Inference inference) {
            return inference;
        }
        throw new IllegalStateException("the body of the exchange is "
                + (body == null ? "empty" : "of " + body.getClass().getName())
                + ", but this step stands inside a graph and needs what 'graph:' puts there");
    }
}

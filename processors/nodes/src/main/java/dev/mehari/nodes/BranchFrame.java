// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Gives a branch of an ensemble its own frame: what stands under {@code onPrepare} of its {@code multicast}. */
public final class BranchFrame implements Processor {
    @Override
    public void process(Exchange exchange) {
        exchange.getIn().setBody(Exchanges.inference(exchange).branch());
    }
}

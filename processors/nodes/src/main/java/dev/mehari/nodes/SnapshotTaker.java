// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns the frame into an immutable {@link Snapshot} on the caller's thread, before Camel's {@code wireTap} hands the copy to
 * another: what stands under its {@code onPrepare}.
 */
public final class SnapshotTaker implements Processor {
    @Override
    public void process(Exchange exchange) {
        if (exchange.getIn().getBody() instanceof Inference frame) {
            exchange.getIn().setBody(Snapshot.of(frame, "", exchange));
        }
    }
}

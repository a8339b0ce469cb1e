// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** What stands behind Camel's own {@code wireTap}: our {@link TapProcessor} doesn't need it. */
final class TapProducer extends DefaultAsyncProducer {
    private final TapEndpoint endpoint;
    private volatile @Nullable Tap tap;

    TapProducer(TapEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        tap = endpoint.tap();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Tap queue = tap;
        Object body = exchange.getIn().getBody();
        if (queue != null && body instanceof Snapshot snapshot) {
            queue.offer(snapshot.at(endpoint.getNode()));
        } else if (queue != null && body instanceof Inference frame) {
            queue.offer(Snapshot.of(frame, endpoint.getNode(), exchange));
        }
        callback.done(true);
        return true;
    }
}

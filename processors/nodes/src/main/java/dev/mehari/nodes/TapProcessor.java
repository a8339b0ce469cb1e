// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A tap that can't block, alter or fail the answer: it takes a snapshot on the caller's thread and offers it to a bounded
 * queue.
 */
final class TapProcessor extends OwnProcessor {
    private final TapEndpoint endpoint;
    private volatile @Nullable Tap tap;

    TapProcessor(TapEndpoint endpoint) {
        super("tap", List.of());
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
        if (queue != null
                && exchange.getIn().getBody() instanceof Inference frame
                && !frame.call().isWarmup()) {
            queue.offer(Snapshot.of(frame, endpoint.getNode(), exchange));
        }
        callback.done(true);
        return true;
    }
}

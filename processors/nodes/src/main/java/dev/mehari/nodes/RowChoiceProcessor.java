// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;

/**
 * The {@code choice} that sends one part of a batch its way. The rows were parted before, so nothing is asked again: the
 * part's branch is looked up, however many there are.
 */
final class RowChoiceProcessor extends OwnProcessor {
    private final AsyncProcessor[] branches;

    RowChoiceProcessor(List<AsyncProcessor> branches) {
        super("choice", branches);
        this.branches = branches.toArray(AsyncProcessor[]::new);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Partition partition = Exchanges.inference(exchange).partition();
        if (partition == null) {
            exchange.setException(new IllegalStateException("choice '" + getId() + "' got rows that nobody parted"));
            callback.done(true);
            return true;
        }
        return branches[partition.branch()].process(exchange, callback);
    }
}

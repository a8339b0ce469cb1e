// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits the record, or of a batch the last record of each partition: the last step of a route {@code kafka: → graph: →
 * kafka:}, reached only when what was sent has been acknowledged. Camel's own header on a batch knows the partition of the
 * last record alone. Thread-safe.
 */
public final class CommitProcessor implements Processor {
    @Override
    public void process(Exchange exchange) {
        List<?> records = exchange.getProperty(MessagingConstants.RECORDS, List.class);
        if (records == null) {
            commitOf(exchange).commit();
            return;
        }
        Map<TopicPartition, KafkaManualCommit> last = new LinkedHashMap<>();
        for (Object record : records) {
            DefaultKafkaManualCommit commit = commitOf((Exchange) record);
            last.put(commit.getPartition(), commit);
        }
        last.values().forEach(KafkaManualCommit::commit);
    }

    private static DefaultKafkaManualCommit commitOf(Exchange exchange) {
        if (exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT) instanceof DefaultKafkaManualCommit commit) {
            return commit;
        }
        throw new UnfitRouteException("the header " + KafkaConstants.MANUAL_COMMIT
                + " is missing. Set allowManualCommit=true on from: kafka:, and don't remove its headers");
    }
}

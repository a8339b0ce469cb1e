// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** Where a record stands in Kafka; its text is its name, {@code applicants-0@4711}. */
record RecordSource(String topic, int partition, long offset) {
    /** @throws UnfitRouteException if the message isn't a record that {@code from: kafka:} brought */
    static RecordSource of(Message message) {
        String topic = message.getHeader(KafkaConstants.TOPIC, String.class);
        Integer partition = message.getHeader(KafkaConstants.PARTITION, Integer.class);
        Long offset = message.getHeader(KafkaConstants.OFFSET, Long.class);
        if (topic == null || partition == null || offset == null) {
            throw new UnfitRouteException("this is no record of Kafka: the header " + KafkaConstants.TOPIC + ", "
                    + KafkaConstants.PARTITION + " or " + KafkaConstants.OFFSET
                    + " is missing. Use this processor in a route from kafka:, before its headers are removed");
        }
        return new RecordSource(topic, partition, offset);
    }

    @Override
    public String toString() {
        return topic + '-' + partition + '@' + offset;
    }
}

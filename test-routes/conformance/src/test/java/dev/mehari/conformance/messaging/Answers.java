// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** All that was answered or refused, by the record answered; read from the topics as anybody would. */
final class Answers implements AutoCloseable {
    static final String DECISIONS = "decisions";
    static final String DEAD = "applicants-dead";

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, List<Answer>> bySource = new LinkedHashMap<>();

    /** @param value the record's; null for a tombstone */
    record Answer(String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        boolean isMarked() {
            return "true".equals(headers.get("mehari-redelivered"));
        }

        String text() {
            return value == null ? "" : new String(value, StandardCharsets.UTF_8);
        }
    }

    Answers(String brokers, int partitions) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", brokers);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(DECISIONS, partition));
            all.add(new TopicPartition(DEAD, partition));
        }
        consumer.assign(all);
    }

    /** Takes what has come. @return how many records have an answer now */
    int poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : record.headers()) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
            String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
            bySource.computeIfAbsent(String.valueOf(headers.get("mehari-source")), source -> new ArrayList<>())
                    .add(new Answer(record.topic(), key, record.value(), headers));
        }
        return bySource.size();
    }

    Map<String, List<Answer>> bySource() {
        return bySource;
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(5));
    }
}

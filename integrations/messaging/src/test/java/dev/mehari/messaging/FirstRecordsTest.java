// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FirstRecordsTest {
    private static final TopicPartition P0 = new TopicPartition("applicants", 0);
    private static final TopicPartition P1 = new TopicPartition("applicants", 1);

    private final FirstRecords first = new FirstRecords();

    private static ConsumerGroupMetadata member(String id, int generation) {
        return new ConsumerGroupMetadata("scoring", generation, id, Optional.empty());
    }

    @Test
    void asManyAsMayBeUnderWayMayHaveBeenAnswered() {
        assertThat(first.count(P0, member("a", 1), 2)).isTrue();
        assertThat(first.count(P0, member("a", 1), 2)).isTrue();
        assertThat(first.count(P0, member("a", 1), 2)).isFalse();
        assertThat(first.count(P0, member("a", 1), 2)).isFalse();
    }

    @Test
    void eachPartitionHasItsOwn() {
        assertThat(first.count(P0, member("a", 1), 1)).isTrue();
        assertThat(first.count(P1, member("a", 1), 1)).isTrue();
        assertThat(first.count(P0, member("a", 1), 1)).isFalse();
    }

    @Test
    void aRebalanceBeginsAnew() {
        first.count(P0, member("a", 1), 1);

        assertThat(first.count(P0, member("a", 2), 1)).isTrue();
        assertThat(first.count(P0, member("a", 2), 1)).isFalse();
    }

    @Test
    void aNewMemberBeginsAnew() {
        first.count(P0, member("a", 1), 1);

        assertThat(first.count(P0, member("b", 1), 1)).isTrue();
    }
}

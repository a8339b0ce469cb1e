// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;

/*
 * Who may have answered a record before?
 *
 * A consumer answers records in order and commits them after their answers were acknowledged. So whoever had the partition
 * before, and crashed, was thrown out or lost its broker, may have answered at most the records that it had under way,
 * counted from the committed offset, which is where its successor begins. The successor, too, is a new member of the group
 * (another process, or the same consumer made anew after an error) or the same member in a new generation (after a
 * rebalance). Hence: in each membership, the first records of each partition, as many as may be under way, may have been
 * answered before; those after them can't.
 *
 * One who was thrown out without noticing may answer its records after its successor did. Of two answers to one record the
 * later may then be the one without a mark; but never are two of them without.
 */
/** Tells which records of a partition may have been answered by somebody before. Thread-safe. */
final class FirstRecords {
    private final ConcurrentMap<TopicPartition, Window> windows = new ConcurrentHashMap<>();

    /** @param seen records of the partition that came in this membership */
    private record Window(String member, int generation, long seen) {
        boolean isOf(ConsumerGroupMetadata membership) {
            return member.equals(membership.memberId()) && generation == membership.generationId();
        }
    }

    /**
     * Counts a record.
     *
     * @param membership that of the consumer now
     * @param underWay how many records of one partition may be answered and not yet committed
     * @return whether it may have been answered before
     */
    boolean count(TopicPartition partition, ConsumerGroupMetadata membership, int underWay) {
        Window counted = windows.compute(
                partition,
                (key, before) -> new Window(
                        membership.memberId(),
                        membership.generationId(),
                        before != null && before.isOf(membership) ? before.seen() + 1 : 1));
        return counted.seen() <= underWay;
    }
}

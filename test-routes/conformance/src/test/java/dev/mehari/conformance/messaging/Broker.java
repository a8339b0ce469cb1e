// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.messaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

import static org.assertj.core.api.Assertions.assertThat;

/** A Kafka broker (KRaft, broker and controller in one) in a process that can be killed and started again on what it kept. */
final class Broker implements AutoCloseable {
    private static final String MAIN = "kafka.Kafka";

    private final Path folder;
    private final Path properties;
    private final int port = ChildJvm.freePort();
    private ChildJvm process;

    /** Whether the broker's jars are here: they come by the profile {@code broker}. */
    static boolean isHere() {
        try {
            Class.forName(MAIN, false, Broker.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    Broker(Path folder) throws Exception {
        this.folder = folder;
        this.properties = folder.resolve("broker.properties");
        int controller = ChildJvm.freePort();
        Files.writeString(properties, """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                auto.create.topics.enable=false
                """.formatted(port, controller, folder.resolve("kept")));
        try (ChildJvm format = ChildJvm.java(
                folder.resolve("format.log"),
                "kafka.tools.StorageTool",
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                properties.toString())) {
            assertThat(format.awaitEnd()).as(format.log()).isZero();
        }
        process = broker();
    }

    private ChildJvm broker() throws IOException {
        return ChildJvm.java(folder.resolve("broker.log"), MAIN, properties.toString());
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** SIGKILL, and a new process on the same files. */
    void killAndRestart() throws Exception {
        process.kill();
        process = broker();
    }

    void createTopics(int partitions, String... names) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(names).stream()
                            .map(name -> new NewTopic(name, partitions, (short) 1))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new AssertionError(process.log(), e);
        }
    }

    /** Committed offsets of a group by partition. */
    Map<TopicPartition, Long> committed(String group) throws Exception {
        try (Admin admin = admin()) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
            return offsets;
        }
    }

    Set<String> topics() throws Exception {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", address(), "default.api.timeout.ms", "60000", "request.timeout.ms", "5000"));
    }

    @Override
    public void close() {
        process.close();
    }
}

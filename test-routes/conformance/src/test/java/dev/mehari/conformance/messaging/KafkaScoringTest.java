// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.messaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The sample {@code kafka-scoring} with a real broker, while it is killed several times and the broker once: no record is lost,
 * and of several answers to a record at most one is without a mark.
 */
class KafkaScoringTest {
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path SAMPLES = ChildJvm.root().resolve("routes/samples");

    @TempDir
    private Path folder;

    /** What was sent, and what must become of it. @param kind of the failure; null if there must be an answer */
    private record Sent(
            int number, byte @Nullable [] value, @Nullable String kind) {}

    @BeforeAll
    static void needsTheBroker() {
        boolean here = Broker.isHere();
        if (!here && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("the broker's jars are missing; run with -Pbroker");
        }
        assumeTrue(here, "the broker's jars are missing; run with -Pbroker");
    }

    @ParameterizedTest
    @CsvSource({"batch.camel.yaml, 6000, 3", "scoring.camel.yaml, 1200, 1"})
    void losesNothingAndAnswersNothingTwiceWithoutAMark(String routes, int records, int kills) throws Exception {
        Instant giveUp = Instant.now().plus(PATIENCE);
        try (Broker broker = new Broker(folder)) {
            broker.createTopics(PARTITIONS, "applicants", Answers.DECISIONS, Answers.DEAD);
            Map<String, Sent> sent = send(broker.address(), records);
            Answers answers = new Answers(broker.address(), PARTITIONS);
            ChildJvm scoring = scoring(broker, routes);
            int killed = 0;
            int brokerKilled = 0;
            try (answers) {
                while (answers.poll() < records) {
                    assertThat(Instant.now())
                            .as(() -> "only " + answers.bySource().size() + " of " + records + " have an answer: "
                                    + tail(scoringLog()))
                            .isBefore(giveUp);
                    int answered = answers.bySource().size();
                    if (brokerKilled == 0 && answered > records / 2) {
                        broker.killAndRestart();
                        brokerKilled++;
                    } else if (killed < kills && answered > records * (killed + 1) / (kills + 2)) {
                        scoring.kill();
                        scoring = scoring(broker, routes);
                        killed++;
                    }
                }
                awaitCommitted(broker, sent, giveUp);
                scoring.stop();
                answers.poll();
            } finally {
                scoring.close();
            }
            check(sent, answers.bySource());
            assertThat(killed).isEqualTo(kills);
            assertThat(brokerKilled).isOne();
            print(routes, sent, answers.bySource(), killed);
        }
    }

    private ChildJvm scoring(Broker broker, String routes) throws IOException {
        return ChildJvm.sample(
                "kafka-scoring",
                scoringLog(),
                "-Dcamel.component.kafka.brokers=" + broker.address(),
                "-Dcamel.component.kafka.sessionTimeoutMs=2000",
                "-Dcamel.component.kafka.heartbeatIntervalMs=500",
                "-Dcamel.main.routesIncludePattern=file:routes/samples/credit/credit.graph.yaml,"
                        + "file:routes/samples/kafka-scoring/" + routes);
    }

    private Path scoringLog() {
        return folder.resolve("scoring.log");
    }

    /** Three good applicants in turns, and every 40th record wrong in one way or another. */
    private static Map<String, Sent> send(String brokers, int records) throws Exception {
        List<byte[]> good = new ArrayList<>();
        for (ObjectNode row : rows()) {
            good.add(JSON.writeValueAsBytes(row));
        }
        good.add(Files.readAllBytes(SAMPLES.resolve("credit/request.json")));
        List<byte @Nullable []> bad = wrong();
        Properties settings = new Properties();
        settings.put("bootstrap.servers", brokers);
        settings.put("linger.ms", "5");
        // A partition that has no leader yet must not see the second request before the first.
        settings.put("max.in.flight.requests.per.connection", "1");
        Map<String, Sent> bySource = new LinkedHashMap<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Sent> all = new ArrayList<>();
            List<Future<RecordMetadata>> places = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                boolean isBad = i % 40 == 7;
                byte[] value = isBad ? bad.get(i / 40 % bad.size()) : good.get(i % good.size());
                all.add(new Sent(i, value, isBad ? "INVALID" : null));
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("applicants", key(i), value);
                record.headers().add("traceparent", ("trace-" + i).getBytes(StandardCharsets.UTF_8));
                record.headers().add("mehari-redelivered", "true".getBytes(StandardCharsets.UTF_8));
                record.headers().add("kafka.OVERRIDE_TOPIC", "stolen".getBytes(StandardCharsets.UTF_8));
                record.headers().add("x-other", "dropped".getBytes(StandardCharsets.UTF_8));
                places.add(producer.send(record));
            }
            for (int i = 0; i < records; i++) {
                RecordMetadata place = places.get(i).get();
                bySource.put("applicants-" + place.partition() + "@" + place.offset(), all.get(i));
            }
        }
        return bySource;
    }

    private static byte[] key(int number) {
        return ("applicant-" + number).getBytes(StandardCharsets.UTF_8);
    }

    /** The rows of the sample's request, as JSON by column. */
    private static List<ObjectNode> rows() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode input :
                JSON.readTree(SAMPLES.resolve("credit/request.json").toFile()).get("inputs")) {
            for (int row = 0; row < input.get("data").size(); row++) {
                if (rows.size() == row) {
                    rows.add(JSON.createObjectNode());
                }
                rows.get(row).set(input.get("name").asText(), input.get("data").get(row));
            }
        }
        return rows;
    }

    private static List<byte @Nullable []> wrong() throws IOException {
        List<byte @Nullable []> wrong = new ArrayList<>();
        ObjectNode row = rows().get(0);
        wrong.add("{\"months\": ".getBytes(StandardCharsets.UTF_8));
        wrong.add(JSON.writeValueAsBytes(row.deepCopy().without("months")));
        wrong.add(JSON.writeValueAsBytes(row.deepCopy().put("checking", "plenty")));
        wrong.add(null);
        wrong.add(JSON.writeValueAsBytes(row.deepCopy().put("shoes", 44)));
        wrong.add("\0ÿ not JSON".getBytes(StandardCharsets.ISO_8859_1));
        wrong.add("[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        wrong.add("{\"inputs\": [{\"name\": \"months\"}]}".getBytes(StandardCharsets.UTF_8));
        return wrong;
    }

    /** Offsets are committed a moment after the last answer is seen. */
    private static void awaitCommitted(Broker broker, Map<String, Sent> sent, Instant giveUp) throws Exception {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (String source : sent.keySet()) {
            int at = source.indexOf('@');
            TopicPartition partition =
                    new TopicPartition("applicants", Integer.parseInt(source.substring("applicants-".length(), at)));
            ends.merge(partition, Long.parseLong(source.substring(at + 1)) + 1, Math::max);
        }
        Map<TopicPartition, Long> committed = broker.committed("scoring");
        while (!committed.equals(ends)) {
            assertThat(Instant.now()).as("%s committed of %s", committed, ends).isBefore(giveUp);
            committed = broker.committed("scoring");
        }
    }

    private static void check(Map<String, Sent> sent, Map<String, List<Answers.Answer>> answers) throws IOException {
        assertThat(answers.keySet()).containsExactlyInAnyOrderElementsOf(sent.keySet());
        JsonNode outputs =
                JSON.readTree(SAMPLES.resolve("credit/response.json").toFile()).get("outputs");
        for (Map.Entry<String, Sent> entry : sent.entrySet()) {
            Sent record = entry.getValue();
            List<Answers.Answer> all = answers.get(entry.getKey());
            assertThat(all.stream().filter(answer -> !answer.isMarked()))
                    .as("answers to %s without a mark", entry.getKey())
                    .hasSizeLessThanOrEqualTo(1);
            for (Answers.Answer answer : all) {
                assertThat(answer.key()).isEqualTo("applicant-" + record.number());
                assertThat(answer.headers())
                        .containsEntry("traceparent", "trace-" + record.number())
                        .doesNotContainKey("x-other");
                if (record.kind() == null) {
                    assertThat(answer.topic()).as(answer.toString()).isEqualTo(Answers.DECISIONS);
                    assertThat(answer.headers())
                            .containsEntry("mehari-prediction-id", entry.getKey())
                            .containsEntry("mehari-graph", "credit")
                            .containsEntry("mehari-revision", "1")
                            .containsKey("mehari-path");
                    checkAnswer(record.number() % 4, JSON.readTree(answer.text()), answer, outputs);
                } else {
                    assertThat(answer.topic()).as(answer.text()).isEqualTo(Answers.DEAD);
                    assertThat(answer.value()).isEqualTo(record.value());
                    assertThat(answer.headers())
                            .containsEntry("mehari-error-kind", record.kind())
                            .containsKey("mehari-error");
                }
            }
        }
    }

    private static void checkAnswer(int which, JsonNode value, Answers.Answer answer, JsonNode outputs) {
        if (which == 3) {
            assertThat(value.get("id").asText()).isEqualTo(answer.headers().get("mehari-source"));
            assertThat(value.get("outputs").get(1)).isEqualTo(outputs.get(1));
            assertThat(answer.headers()).containsEntry("mehari-path", "score=0,1,1");
            return;
        }
        assertThat(value.get("probability").doubleValue())
                .isCloseTo(outputs.get(0).get("data").get(which).doubleValue(), within(1e-5));
        assertThat(value.get("decision")).isEqualTo(outputs.get(1).get("data").get(which));
        assertThat(answer.headers()).containsEntry("mehari-path", which == 0 ? "score=0" : "score=1");
    }

    private static void print(
            String routes, Map<String, Sent> sent, Map<String, List<Answers.Answer>> answers, int killed) {
        Map<String, Long> topics = answers.values().stream()
                .map(all -> all.get(0).topic())
                .collect(Collectors.groupingBy(topic -> topic, Collectors.counting()));
        long again = answers.values().stream().mapToLong(all -> all.size() - 1).sum();
        long marked = answers.values().stream()
                .flatMap(List::stream)
                .filter(Answers.Answer::isMarked)
                .count();
        System.out.printf(
                "%s: %d records, route killed %d times, broker once: %s, lost 0, answered again %d (unmarked 0), marked %d%n",
                routes, sent.size(), killed, topics, again, marked);
    }

    private static String tail(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 5000));
        } catch (IOException e) {
            return e.toString();
        }
    }
}

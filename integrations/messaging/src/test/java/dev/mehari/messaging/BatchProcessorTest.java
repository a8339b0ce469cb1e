// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.tensor.InferenceException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory.CamelExchangePayload;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory.KafkaRecordPayload;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Batches of records, answered by the sample iris. */
class BatchProcessorTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SETOSA =
            "{\"sepal_length\": 5.1, \"sepal_width\": 3.5, \"petal_length\": 1.4, \"petal_width\": 0.2}";
    private static final String VIRGINICA =
            "{\"sepal_length\": 6.3, \"sepal_width\": 3.3, \"petal_length\": 6.0, \"petal_width\": 2.5}";

    private static Main main;

    private final MockConsumer<Object, Object> consumer = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    private final List<String> committed = new ArrayList<>();
    private final BatchProcessor batch = new BatchProcessor();

    @BeforeAll
    static void loadTheGraph() {
        Path samples = Path.of(System.getProperty("mehari.root", "../..")).resolve("routes/samples");
        main = new Main();
        main.configure().withJmxEnabled(false).withRoutesIncludePattern("file:" + samples + "/iris/iris.graph.yaml");
        main.start();
    }

    @AfterAll
    static void stop() {
        main.stop();
    }

    private final class Commit extends DefaultKafkaManualCommit {
        Commit(CamelExchangePayload exchange, KafkaRecordPayload record) {
            super(exchange, record);
        }

        @Override
        public void commit() {
            committed.add(getPartition() + "@" + getRecordOffset());
        }
    }

    private Exchange record(int partition, long offset, @Nullable Object value) {
        Exchange record = new DefaultExchange(main.getCamelContext());
        Message message = record.getMessage();
        message.setHeader(KafkaConstants.TOPIC, "flowers");
        message.setHeader(KafkaConstants.PARTITION, partition);
        message.setHeader(KafkaConstants.OFFSET, offset);
        message.setHeader(
                KafkaConstants.MANUAL_COMMIT,
                new Commit(
                        new CamelExchangePayload(record, consumer, "thread", null),
                        new KafkaRecordPayload(new TopicPartition("flowers", partition), offset, 1000)));
        message.setBody(value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value);
        return record;
    }

    private Exchange answer(Exchange... records) throws Exception {
        batch.setGraph("iris");
        Exchange exchange = new DefaultExchange(main.getCamelContext());
        exchange.getMessage().setBody(List.of(records));
        batch.process(exchange);
        return exchange;
    }

    @SuppressWarnings("unchecked")
    private static List<Exchange> answered(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    @SuppressWarnings("unchecked")
    private static List<Exchange> refused(Exchange exchange) {
        return exchange.getVariable(MessagingConstants.REFUSED, List.class);
    }

    private static JsonNode json(Exchange record) throws Exception {
        return JSON.readTree(record.getMessage().getBody(byte[].class));
    }

    private static String header(Exchange record, String name) {
        return record.getMessage().getHeader(name, String.class);
    }

    @Test
    void eachRecordHasItsOwnAnswer() throws Exception {
        Exchange done = answer(record(0, 7, SETOSA), record(1, 9, VIRGINICA), record(0, 8, SETOSA));

        assertThat(refused(done)).isEmpty();
        assertThat(answered(done))
                .map(one -> json(one).get("label").asText())
                .containsExactly("setosa", "virginica", "setosa");
        assertThat(answered(done))
                .map(one -> header(one, MessagingConstants.PREDICTION_ID))
                .containsExactly("flowers-0@7", "flowers-1@9", "flowers-0@8");
        assertThat(answered(done)).allSatisfy(one -> assertThat(header(one, MessagingConstants.BATCH_ID))
                .isEqualTo("flowers-0@7+2"));
    }

    @Test
    void aRecordIsAnsweredAsIfItHadComeAlone() throws Exception {
        JsonNode together = json(
                answered(answer(record(0, 1, SETOSA), record(0, 2, VIRGINICA))).get(1));
        JsonNode alone = json(answered(answer(record(0, 2, VIRGINICA))).get(0));

        assertThat(together.get("label")).isEqualTo(alone.get("label"));
        for (int i = 0; i < 3; i++) {
            double number = alone.get("probabilities").get(i).doubleValue();
            // ONNX Runtime adds up in another order where there are more rows.
            assertThat(together.get("probabilities").get(i).doubleValue()).isCloseTo(number, within(1e-5 * number));
        }
    }

    @Test
    void badRecordsDoNotFailTheGoodOnes() throws Exception {
        Exchange done = answer(
                record(0, 0, SETOSA),
                record(0, 1, "{"),
                record(0, 2, VIRGINICA),
                record(0, 3, null),
                record(0, 4, SETOSA.replace("sepal_width", "leaf_width")),
                record(0, 5, SETOSA.replace("5.1", "\"long\"")),
                record(0, 6, SETOSA));

        assertThat(answered(done))
                .map(one -> header(one, MessagingConstants.SOURCE))
                .containsExactly("flowers-0@0", "flowers-0@2", "flowers-0@6");
        assertThat(refused(done))
                .map(one -> header(one, MessagingConstants.SOURCE))
                .containsExactly("flowers-0@1", "flowers-0@3", "flowers-0@4", "flowers-0@5");
        assertThat(refused(done)).allSatisfy(one -> {
            assertThat(header(one, MessagingConstants.ERROR_KIND)).isEqualTo("INVALID");
            assertThat(header(one, MessagingConstants.ERROR)).isNotBlank();
        });
        assertThat(refused(done).get(0).getMessage().getBody(byte[].class))
                .asString()
                .isEqualTo("{");
        assertThat(refused(done).get(1).getMessage().getBody()).isNull();
    }

    @Test
    void aMissingColumnIsNotFilledByTheNeighbours() throws Exception {
        Exchange done = answer(record(0, 0, "{\"sepal_length\": 5.1}"), record(0, 1, SETOSA));

        assertThat(answered(done)).hasSize(1);
        assertThat(header(refused(done).get(0), MessagingConstants.ERROR)).contains("sepal_width");
    }

    @Test
    void answersComeInTheFormOfTheirRecords() throws Exception {
        Exchange done = answer(
                record(0, 0, SETOSA),
                record(0, 1, "[" + SETOSA + "," + VIRGINICA + "]"),
                record(0, 2, "{\"flower\": [[5.1, 3.5, 1.4, 0.2], [6.3, 3.3, 6.0, 2.5]]}"),
                record(0, 3, """
                        {"inputs": [{"name": "flower", "datatype": "FP32", "shape": [1, 4], "data": [6.3, 3.3, 6.0, 2.5]}]}"""),
                record(0, 4, Map.of("flower", new float[] {6.3f, 3.3f, 6.0f, 2.5f})));

        assertThat(refused(done))
                .map(one -> header(one, MessagingConstants.ERROR))
                .isEmpty();
        List<Exchange> answers = answered(done);
        assertThat(json(answers.get(0)).get("probabilities")).hasSize(3);
        assertThat(json(answers.get(1))).hasSize(2);
        assertThat(json(answers.get(1)).get(1).get("label").asText()).isEqualTo("virginica");
        assertThat(json(answers.get(2)).get("label")).map(JsonNode::asText).containsExactly("setosa", "virginica");
        assertThat(json(answers.get(3)).get("id").asText()).isEqualTo("flowers-0@3");
        assertThat(json(answers.get(3)).get("outputs").get(0).get("data").get(0).asText())
                .isEqualTo("virginica");
        assertThat(json(answers.get(4)).get("label")).map(JsonNode::asText).containsExactly("virginica");
    }

    @Test
    void theLastRecordOfEachPartitionIsCommitted() throws Exception {
        Exchange done = answer(record(0, 3, SETOSA), record(1, 8, VIRGINICA), record(0, 4, "{"), record(1, 9, SETOSA));

        new CommitProcessor().process(done);

        assertThat(committed).containsExactly("flowers-0@4", "flowers-1@9");
    }

    @Test
    void aGraphThatIsNotThereFailsTheBatchAndMakesNoDeadLetters() {
        batch.setGraph("rose");
        Exchange exchange = new DefaultExchange(main.getCamelContext());
        exchange.getMessage().setBody(List.of(record(0, 0, SETOSA)));

        assertThatThrownBy(() -> batch.process(exchange))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("'rose'");
    }

    @Test
    void headersThatARecordBroughtAreDroppedButThoseAllowed() throws Exception {
        Exchange record = record(0, 0, SETOSA);
        record.getMessage().setHeader("Mehari-Redelivered", "false");
        record.getMessage().setHeader("mehari-error-kind", "INVALID");
        record.getMessage().setHeader("x-other", "x");
        record.getMessage().setHeader("TraceParent", "t");

        Exchange done = answer(record);

        assertThat(answered(done)).hasSize(1);
        Message message = answered(done).get(0).getMessage();
        assertThat(message.getHeader("x-other")).isNull();
        assertThat(message.getHeader("traceparent")).isEqualTo("t");
        assertThat(message.getHeader(MessagingConstants.REDELIVERED)).isEqualTo("true");
    }

    @Test
    void aRouteWithoutManualCommitIsToldSo() {
        Exchange record = record(0, 0, SETOSA);
        record.getMessage().removeHeader(KafkaConstants.MANUAL_COMMIT);

        assertThatThrownBy(() -> answer(record))
                .isInstanceOf(UnfitRouteException.class)
                .hasMessageContaining("allowManualCommit=true");
    }
}

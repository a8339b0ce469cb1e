// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.mehari.engine.GraphConstants;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;

/**
 * Makes a record of Kafka a request to a graph: the first step of a route {@code kafka: → graph: → kafka:}.
 *
 * <ul>
 *   <li>The record's place in its topic is its prediction id and the header {@value MessagingConstants#SOURCE}.
 *   <li>{@value MessagingConstants#REDELIVERED} is set if the record may have been answered before; {@link FirstRecords} says
 *       why that can be known.
 *   <li>The value, JSON of columns or of the Open Inference Protocol, becomes what {@code graph:} takes.
 *   <li>Headers that the record brought are dropped, but those allowed: who may write to a topic must not steer a route.
 * </ul>
 *
 * <p>The consumer must have {@code allowManualCommit=true}. Use one of these per route. Thread-safe once set up.
 */
public final class RecordProcessor implements Processor {
    private final FirstRecords firstRecords = new FirstRecords();
    private Set<String> headers = Set.of("traceparent", "tracestate");

    /** The record's own headers that pass, by name, separated by commas; {@code traceparent,tracestate} if not set. */
    public void setHeaders(String names) {
        headers = names.isBlank()
                ? Set.of()
                : Set.of(names.toLowerCase(Locale.ROOT).trim().split("\\s*,\\s*"));
    }

    @Override
    public void process(Exchange exchange) {
        name(exchange);
        read(exchange);
    }

    /** Gives the record its name and mark, and keeps its value as it came. */
    void name(Exchange exchange) {
        Message message = exchange.getMessage();
        dropHeaders(message);
        String source = RecordSource.of(message).toString();
        message.setHeader(MessagingConstants.SOURCE, source);
        message.setHeader(GraphConstants.PREDICTION_ID, source);
        if (mayBeAnswered(exchange)) {
            message.setHeader(MessagingConstants.REDELIVERED, "true");
        }
        exchange.setProperty(MessagingConstants.ORIGINAL, message.getBody());
    }

    /** Reads the record's value. @throws dev.mehari.tensor.InferenceException if there is no request in it */
    void read(Exchange exchange) {
        RecordBody body = RecordBody.read(exchange.getMessage().getBody());
        exchange.setProperty(MessagingConstants.FORM, body.form());
        exchange.getMessage().setBody(body.content());
    }

    private void dropHeaders(Message message) {
        List<String> names = new ArrayList<>(message.getHeaders().keySet());
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            // Camel's own can't come from outside: camel-kafka drops those that a record brings.
            boolean isOurs = lower.startsWith("camel") || lower.startsWith("kafka.");
            if (lower.startsWith(MessagingConstants.PREFIX) || !(isOurs || headers.contains(lower))) {
                message.removeHeader(name);
            }
        }
    }

    private boolean mayBeAnswered(Exchange exchange) {
        if (!(exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT)
                instanceof DefaultKafkaManualCommit commit)) {
            throw new UnfitRouteException("the record can't be committed by this route. Set allowManualCommit=true and"
                    + " autoCommitEnable=false on from: kafka:, or a crash loses records");
        }
        return firstRecords.count(
                commit.getPartition(),
                commit.getCamelExchangePayload().consumer.groupMetadata(),
                underWay(exchange.getFromEndpoint()));
    }

    /** How many records of a partition this route answers before it commits. */
    private static int underWay(Endpoint from) {
        return from instanceof KafkaEndpoint kafka && kafka.getConfiguration().isBatching()
                ? kafka.getConfiguration().getMaxPollRecords()
                : 1;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.engine.GraphConstants;
import dev.mehari.nodes.NamedTensorsConverter;
import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Makes a graph's answer a record: after {@code to: graph:…}. The value is JSON in the form of the record answered, columns
 * for columns and a message of the protocol for one of the protocol; NaN and infinities, which JSON doesn't have, are
 * {@code null}. Headers tell prediction id, graph, revision and path. Thread-safe.
 */
public final class AnswerProcessor implements Processor {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        if (!(message.getBody() instanceof NamedTensors outputs)) {
            throw new UnfitRouteException(
                    "the body is no answer of a graph. Use this processor right after to: graph:");
        }
        copy(message, GraphConstants.PREDICTION_ID, MessagingConstants.PREDICTION_ID);
        copy(message, GraphConstants.GRAPH, MessagingConstants.GRAPH);
        copy(message, GraphConstants.REVISION, MessagingConstants.REVISION);
        copy(message, GraphConstants.PATH, MessagingConstants.PATH);
        RecordBody.Form form =
                exchange.getProperty(MessagingConstants.FORM, RecordBody.Form.ROW, RecordBody.Form.class);
        message.setBody(form == RecordBody.Form.PROTOCOL ? protocol(exchange, outputs) : json(columns(outputs, form)));
    }

    private static void copy(Message message, String from, String to) {
        String value = message.getHeader(from, String.class);
        if (value != null) {
            message.setHeader(to, value);
        }
    }

    private static byte[] protocol(Exchange exchange, NamedTensors outputs) {
        Message message = exchange.getMessage();
        Prediction prediction = new Prediction(
                message.getHeader(GraphConstants.PREDICTION_ID, "", String.class),
                message.getHeader(GraphConstants.GRAPH, "", String.class),
                message.getHeader(GraphConstants.REVISION, 0L, Long.class),
                outputs,
                message.getHeader(GraphConstants.PATH, "", String.class));
        return exchange.getContext().getTypeConverter().convertTo(byte[].class, exchange, prediction);
    }

    private static Object columns(NamedTensors outputs, RecordBody.Form form) {
        boolean inRows = form != RecordBody.Form.COLUMNS && allHaveRows(outputs);
        if (!inRows) {
            return NamedTensorsConverter.toMap(outputs);
        }
        List<Map<String, Object>> rows = NamedTensorsConverter.toRows(outputs);
        return form == RecordBody.Form.ROW && rows.size() == 1 ? rows.get(0) : rows;
    }

    private static boolean allHaveRows(NamedTensors outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.tensor(i).shape().rank() == 0
                    || outputs.tensor(i).rows() != outputs.tensor(0).rows()) {
                return false;
            }
        }
        return outputs.size() > 0;
    }

    private static byte[] json(Object value) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder();
                JsonGenerator out = JSON.createGenerator(bytes)) {
            write(out, value);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // can't be: it is written to memory
        }
    }

    private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                write(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof Collection<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(out, element);
            }
            out.writeEndArray();
        } else if (value != null && value.getClass().isArray()) {
            out.writeStartArray();
            for (int i = 0; i < Array.getLength(value); i++) {
                write(out, Array.get(value, i));
            }
            out.writeEndArray();
        } else if (value instanceof Float number && Float.isFinite(number)) {
            out.writeNumber(number.floatValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            out.writeNumber(number.doubleValue());
        } else if (value instanceof Long number) {
            out.writeNumber(number.longValue());
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value == null || value instanceof Number) {
            out.writeNull();
        } else {
            throw InferenceException.of(
                    InferenceException.Kind.FAILED,
                    "an answer has a " + value.getClass().getName());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.camel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import dev.mehari.engine.GraphConstants;
import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.oip.RequestIds;
import dev.mehari.oip.grpc.InferRequests;
import dev.mehari.oip.grpc.InferResponses;
import dev.mehari.oip.json.AnswerWriter;
import dev.mehari.oip.json.InferBody;
import dev.mehari.oip.json.JsonOutput;
import dev.mehari.oip.json.OutputForm;
import dev.mehari.oip.json.RequestReader;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.jspecify.annotations.Nullable;

/**
 * What Camel learns from this module:
 *
 * <pre>
 * OIP JSON as String, byte[], InputStream  →  Request, NamedTensors (the inputs)
 * inference.ModelInferRequest              →  Request, NamedTensors (the inputs)
 * Prediction                               →  String, byte[] (OIP JSON), inference.ModelInferResponse
 * NamedTensors                             →  String, byte[] ({"outputs": […]}), inference.ModelInferResponse
 * </pre>
 *
 * The response's id, model, version and path are those that {@code to: graph:…} left in the exchange's headers.
 *
 * A body that is no such message ends in a TypeConversionException whose cause is the {@link InferenceException} that
 * says what is wrong. A request without an id gets one.
 */
public final class MessageConverters implements TypeConverterLoader {
    private static final RequestIds IDS = new RequestIds();
    private static final Limits LIMITS = Limits.DEFAULT;

    @Override
    public void load(TypeConverterRegistry registry) {
        add(registry, String.class, Request.class, text -> request(utf8(text)));
        add(registry, byte[].class, Request.class, MessageConverters::request);
        add(registry, InputStream.class, Request.class, stream -> request(all(stream)));
        add(registry, ModelInferRequest.class, Request.class, MessageConverters::request);
        add(registry, String.class, NamedTensors.class, text -> read(utf8(text)).inputs());
        add(registry, byte[].class, NamedTensors.class, bytes -> read(bytes).inputs());
        add(registry, InputStream.class, NamedTensors.class, stream -> read(all(stream))
                .inputs());
        add(registry, ModelInferRequest.class, NamedTensors.class, message -> request(message)
                .inputs());
        add(registry, Prediction.class, String.class, prediction -> json(prediction)
                .toString());
        add(registry, Prediction.class, byte[].class, prediction -> json(prediction)
                .toByteArray());
        add(
                registry,
                Prediction.class,
                ModelInferResponse.class,
                prediction -> InferResponses.write(prediction, false));
        registry.addTypeConverter(
                ModelInferResponse.class,
                NamedTensors.class,
                new SimpleTypeConverter(
                        false,
                        (type, exchange, tensors) ->
                                InferResponses.write(prediction(exchange, (NamedTensors) tensors), false)));
        add(registry, NamedTensors.class, String.class, tensors -> json(tensors).toString());
        add(registry, NamedTensors.class, byte[].class, tensors -> json(tensors).toByteArray());
    }

    @FunctionalInterface
    private interface Conversion<F, T> {
        T convert(F from) throws IOException;
    }

    private static <F, T> void add(
            TypeConverterRegistry registry, Class<F> from, Class<T> to, Conversion<F, T> conversion) {
        registry.addTypeConverter(
                to,
                from,
                new SimpleTypeConverter(false, (type, exchange, value) -> conversion.convert(from.cast(value))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] all(InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(LIMITS.bodyBytes());
        if (stream.read() >= 0) {
            throw InferenceException.of(
                    InferenceException.Kind.TOO_LARGE, "the body has more than " + LIMITS.bodyBytes() + " bytes");
        }
        return bytes;
    }

    private static InferBody read(byte[] json) {
        return RequestReader.read(json, 0, json.length, LIMITS, BodyMemory.HEAP);
    }

    private static Request request(byte[] json) {
        InferBody body = read(json);
        String id = body.id().isEmpty() ? IDS.next() : body.id();
        return new Request(
                id, "", body.inputs(), body.parameters(), Request.Headers.NONE, body.outputs(), Request.NO_DEADLINE);
    }

    private static Request request(ModelInferRequest message) {
        return InferRequests.read(
                message, IDS.next(), Request.Headers.NONE, Request.NO_DEADLINE, LIMITS, BodyMemory.HEAP);
    }

    private static Prediction prediction(@Nullable Exchange exchange, NamedTensors outputs) {
        return new Prediction(
                header(exchange, GraphConstants.PREDICTION_ID, String.class, ""),
                header(exchange, GraphConstants.GRAPH, String.class, ""),
                header(exchange, GraphConstants.REVISION, Long.class, 0L),
                outputs,
                header(exchange, GraphConstants.PATH, String.class, ""));
    }

    private static <T> T header(@Nullable Exchange exchange, String name, Class<T> type, T otherwise) {
        T value = exchange == null ? null : exchange.getMessage().getHeader(name, type);
        return value == null ? otherwise : value;
    }

    private static JsonOutput json(Prediction prediction) {
        JsonOutput out = new JsonOutput();
        AnswerWriter.write(prediction, OutputForm.JSON, out);
        return out;
    }

    private static JsonOutput json(NamedTensors tensors) {
        JsonOutput out = new JsonOutput().raw("{\"outputs\":[");
        AnswerWriter.writeOutputs(tensors, OutputForm.JSON, out);
        return out.raw("]}");
    }
}

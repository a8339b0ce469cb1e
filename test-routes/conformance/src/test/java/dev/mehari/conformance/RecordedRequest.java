// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * A request as a sample has it on file: JSON, or the protocol's binary form, which is JSON and after it the tensors' bytes.
 *
 * @param sample whose it is
 * @param file its name
 * @param body to be sent as it is
 * @param json the whole of it, or what stands before the bytes
 * @param headerLength how long the JSON before the bytes is; empty without them
 */
record RecordedRequest(Sample sample, String file, byte[] body, JsonNode json, OptionalInt headerLength) {
    private static final JsonMapper FIRST_VALUE = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static RecordedRequest read(Sample sample, Path file) {
        try {
            byte[] body = Files.readAllBytes(file);
            JsonNode json = FIRST_VALUE.readTree(body);
            int bytes = 0;
            for (JsonNode input : json.get("inputs")) {
                bytes += size(input);
            }
            OptionalInt headerLength = bytes == 0 ? OptionalInt.empty() : OptionalInt.of(body.length - bytes);
            return new RecordedRequest(sample, file.getFileName().toString(), body, json, headerLength);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static int size(JsonNode input) {
        return input.at("/parameters/binary_data_size").asInt(0);
    }

    String id() {
        return json.get("id").asText();
    }

    /** By input or column name, as a Camel route has it in hand: lists, or tensors where the bytes are given. */
    Map<String, Object> byName() {
        Map<String, Object> map = new LinkedHashMap<>();
        int at = headerLength.orElse(body.length);
        for (JsonNode input : json.get("inputs")) {
            Object value = size(input) == 0
                    ? FIRST_VALUE.convertValue(input.get("data"), List.class)
                    : Tensor.wrap(
                            datatype(input),
                            shape(input),
                            ByteBuffer.wrap(body, at, size(input)).slice());
            at += size(input);
            map.put(input.get("name").asText(), value);
        }
        return map;
    }

    private static Datatype datatype(JsonNode input) {
        return Datatype.valueOf(input.get("datatype").asText());
    }

    private static Shape shape(JsonNode input) {
        List<Long> dims = new ArrayList<>();
        input.get("shape").forEach(dim -> dims.add(dim.longValue()));
        return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public String toString() {
        return sample.name() + "/" + file;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;

/**
 * A snapshot as one line of JSON: who answered what, which way, how fast; outputs up to {@value #MOST} elements
 * each. Inputs, which may be personal, are not told.
 */
final class SnapshotJson {
    private static final int MOST = 256;
    private static final JsonFactory FACTORY = new JsonFactory();

    private SnapshotJson() {}

    static String line(Snapshot snapshot) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("id", snapshot.request().id());
            json.writeStringField("graph", snapshot.declaration().graph());
            json.writeNumberField("revision", snapshot.declaration().revision());
            if (!snapshot.node().isEmpty()) {
                json.writeStringField("node", snapshot.node());
            }
            if (!snapshot.path().isEmpty()) {
                json.writeStringField("path", snapshot.path());
            }
            json.writeNumberField("micros", snapshot.nanos() / 1000);
            if (snapshot.error() != null) {
                json.writeStringField("error", String.valueOf(snapshot.error().getMessage()));
            }
            write(json, "outputs", snapshot.outputs());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static void write(JsonGenerator json, String field, NamedTensors tensors) throws IOException {
        json.writeObjectFieldStart(field);
        for (int i = 0; i < tensors.size(); i++) {
            json.writeArrayFieldStart(tensors.name(i));
            Tensor tensor = tensors.tensor(i);
            for (int at = 0; at < Math.min(MOST, tensor.size()); at++) {
                switch (tensor.datatype()) {
                    case BYTES -> json.writeString(tensor.textAt(at));
                    case BOOL -> json.writeBoolean(tensor.booleanAt(at));
                    case FP32, FP16, BF16 -> json.writeNumber(tensor.floatAt(at));
                    case FP64 -> json.writeNumber(tensor.doubleAt(at));
                    case UINT64 -> json.writeNumber(Long.toUnsignedString(tensor.longAt(at)));
                    default -> json.writeNumber(tensor.longAt(at));
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.mehari.nodes.Prediction;
import dev.mehari.oip.Quoted;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.HalfFloats;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;

/**
 * Writes the answer to an inference request. {@code model_version} is the revision; {@code parameters.path} tells which
 * branches answered, where there are any. Floats are the shortest decimals that read back as the same value; NaN and
 * infinities, which JSON doesn't have, are {@code null}.
 */
public final class AnswerWriter {
    private static final byte[] MODEL = ascii("{\"model_name\":");
    private static final byte[] VERSION = ascii(",\"model_version\":\"");
    private static final byte[] ID = ascii("\",\"id\":");
    private static final byte[] PATH = ascii(",\"parameters\":{\"path\":");
    private static final byte[] OUTPUTS = ascii(",\"outputs\":[");
    private static final byte[] NAME = ascii("{\"name\":");
    private static final byte[] SHAPE = ascii(",\"shape\":");
    private static final byte[] DATATYPE = ascii(",\"datatype\":\"");
    private static final byte[] DATA = ascii("\",\"data\":[");
    private static final byte[] BINARY_SIZE = ascii("\",\"parameters\":{\"binary_data_size\":");

    private AnswerWriter() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Appends the JSON to {@code out}.
     *
     * @return the binary data to send behind it, in order; empty if it is all JSON
     * @throws InferenceException INVALID if JSON is wanted of a BYTES output that isn't UTF-8
     */
    public static List<ByteBuffer> write(Prediction prediction, OutputForm form, JsonOutput out) {
        out.raw(MODEL).text(prediction.graph()).raw(VERSION).number(prediction.revision());
        out.raw(ID).text(prediction.id());
        if (!prediction.path().isEmpty()) {
            out.raw(PATH).text(prediction.path()).raw('}');
        }
        out.raw(OUTPUTS);
        List<ByteBuffer> binary = writeOutputs(prediction.outputs(), form, out);
        out.raw(']').raw('}');
        return binary;
    }

    /**
     * Appends the entries of {@code outputs} without their brackets.
     *
     * @return as {@link #write} does
     */
    public static List<ByteBuffer> writeOutputs(NamedTensors outputs, OutputForm form, JsonOutput out) {
        List<ByteBuffer> binary = List.of();
        for (int i = 0; i < outputs.size(); i++) {
            String name = outputs.name(i);
            Tensor tensor = outputs.tensor(i);
            if (i > 0) {
                out.raw(',');
            }
            out.raw(NAME).text(name).raw(SHAPE).shape(tensor.shape());
            out.raw(DATATYPE).raw(tensor.datatype().name());
            if (form.isBinary(name)) {
                binary = binary.isEmpty() ? new ArrayList<>() : binary;
                binary.add(tensor.toBinary());
                out.raw(BINARY_SIZE).number(tensor.binarySize()).raw('}').raw('}');
            } else {
                out.raw(DATA);
                writeData(name, tensor, out);
                out.raw(']').raw('}');
            }
        }
        return binary;
    }

    private static void writeData(String name, Tensor tensor, JsonOutput out) {
        if (tensor.datatype() == Datatype.BYTES) {
            writeTexts(name, tensor, out);
            return;
        }
        // Each element is followed by a comma; the last one is taken back.
        writeNumbers(tensor.datatype(), tensor.toBinary(), out);
        if (tensor.size() > 0) {
            out.drop(1);
        }
    }

    private static void writeNumbers(Datatype datatype, ByteBuffer data, JsonOutput out) {
        switch (datatype) {
            case FP32 -> out.floats(data);
            case FP64 -> out.doubles(data);
            case FP16 -> {
                while (data.hasRemaining()) {
                    out.number(HalfFloats.fromFp16(data.getShort())).raw(',');
                }
            }
            case BF16 -> {
                while (data.hasRemaining()) {
                    out.number(HalfFloats.fromBf16(data.getShort())).raw(',');
                }
            }
            default -> writeIntegers(datatype, data, out);
        }
    }

    private static void writeIntegers(Datatype datatype, ByteBuffer data, JsonOutput out) {
        while (data.hasRemaining()) {
            switch (datatype) {
                case BOOL -> out.raw(data.get() == 0 ? "false" : "true");
                case INT8 -> out.number((long) data.get());
                case UINT8 -> out.number((long) (data.get() & 0xff));
                case INT16 -> out.number((long) data.getShort());
                case UINT16 -> out.number((long) (data.getShort() & 0xffff));
                case INT32 -> out.number((long) data.getInt());
                case UINT32 -> out.number(data.getInt() & 0xffff_ffffL);
                case INT64 -> out.number(data.getLong());
                default -> out.unsigned(data.getLong());
            }
            out.raw(',');
        }
    }

    private static void writeTexts(String name, Tensor tensor, JsonOutput out) {
        for (int i = 0; i < tensor.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            if (!out.text(tensor.bytesAt(i))) {
                // A replacement character would be a wrong answer that looks like a right one.
                throw InferenceException.invalid("output " + Quoted.name(name) + "[" + i
                        + "] is no UTF-8, so it has no JSON. Ask for it as binary data");
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The binary tensor extension, coming in. */
class BinaryRequestTest {
    private static String input(String name, String datatype, String shape, long size) {
        return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"parameters\":{\"binary_data_size\":%d}}"
                .formatted(name, datatype, shape, size);
    }

    private static ByteBuffer body(boolean direct, String json, byte[]... tensors) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        int size = header.length;
        for (byte[] tensor : tensors) {
            size += tensor.length;
        }
        ByteBuffer body = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        body.put(header);
        for (byte[] tensor : tensors) {
            body.put(tensor);
        }
        return body.flip();
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static byte[] texts(String... texts) {
        Tensor tensor = Tensor.of(Shape.of(texts.length), texts);
        byte[] bytes = new byte[(int) tensor.binarySize()];
        tensor.toBinary().get(bytes);
        return bytes;
    }

    private static InferBody read(ByteBuffer body, long jsonLength) {
        return RequestReader.read(body, jsonLength, Limits.DEFAULT, BodyMemory.HEAP);
    }

    private static void assertRefused(String words, String json, byte[]... tensors) {
        for (boolean direct : new boolean[] {true, false}) {
            assertThatThrownBy(() -> read(body(direct, json, tensors), json.length()))
                    .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.kind())
                            .isEqualTo(InferenceException.Kind.INVALID))
                    .hasMessageContaining(words);
        }
    }

    @Test
    void readsTensorsInTheirOrder() {
        String json = "{\"inputs\":[" + input("t", "BYTES", "[2]", 4 + 1 + 4) + ","
                + "{\"name\":\"j\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[7]}," + input("x", "FP32", "[2,1]", 8)
                + ","
                + input("b", "BOOL", "[3]", 3) + "]}";
        for (boolean direct : new boolean[] {true, false}) {
            ByteBuffer body = body(direct, json, texts("a", ""), floats(1.5f, Float.NaN), new byte[] {1, 0, 1});
            InferBody read = read(body, json.length());
            assertThat(read.inputs().get("t")).isEqualTo(Tensor.of(Shape.of(2), "a", ""));
            assertThat(read.inputs().get("j").longAt(0)).isEqualTo(7);
            assertThat(read.inputs().get("x")).isEqualTo(Tensor.of(Shape.of(2, 1), 1.5f, Float.NaN));
            assertThat(read.inputs().get("b")).isEqualTo(Tensor.of(Shape.of(3), true, false, true));
        }
    }

    @Test
    void sharesTheMemoryOfAnAlignedBodyAndCopiesOnlyAnUnalignedOne() {
        for (int shift = 0; shift < 4; shift++) {
            String json = "{\"inputs\":[" + input("x", "FP32", "[2]", 8) + "]}" + " ".repeat(shift);
            ByteBuffer body = body(true, json, floats(1f, 2f));
            boolean aligned = body.alignmentOffset(json.length(), 4) == 0;
            Tensor tensor = read(body, json.length()).inputs().tensor(0);
            body.order(ByteOrder.LITTLE_ENDIAN).putFloat(json.length(), 5f);
            assertThat(tensor.floatAt(0)).isEqualTo(aligned ? 5f : 1f);
        }
    }

    @Test
    void takesEmptyBinaryData() {
        String json = "{\"inputs\":[{\"name\":\"e\",\"datatype\":\"FP32\",\"shape\":[0],\"data\":null,"
                + "\"parameters\":{\"binary_data_size\":0}}]}";
        assertThat(read(body(false, json), json.length()).inputs().get("e").size())
                .isZero();
    }

    @Test
    void refusesSizesThatLie() {
        assertRefused(
                "input 'x': binary_data_size is 8, the body has 4 bytes left for it",
                "{\"inputs\":[" + input("x", "FP32", "[2]", 8) + "]}",
                floats(1));
        assertRefused(
                "input 'x': FP32 [2] takes 8 bytes, its binary data has 4",
                "{\"inputs\":[" + input("x", "FP32", "[2]", 4) + "]}",
                floats(1));
        assertRefused(
                "4 bytes behind the binary data", "{\"inputs\":[" + input("x", "FP32", "[1]", 4) + "]}", floats(1, 2));
        assertRefused("4 bytes behind the binary data", "{\"inputs\":[]}", floats(1));
        assertRefused("is no size", "{\"inputs\":[" + input("x", "FP32", "[1]", -4) + "]}", floats(1));
        assertRefused(
                "binary_data_size is 9223372036854775807",
                "{\"inputs\":[" + input("x", "FP32", "[1]", Long.MAX_VALUE) + "]}",
                floats(1));
        assertRefused(
                "is no size",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],"
                        + "\"parameters\":{\"binary_data_size\":\"4\"}}]}",
                floats(1));
        assertRefused(
                "both data and binary_data_size",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1],"
                        + "\"parameters\":{\"binary_data_size\":4}}]}",
                floats(1));
        assertRefused(
                "both data and binary_data_size",
                "{\"inputs\":[{\"name\":\"x\",\"parameters\":{\"binary_data_size\":4},\"datatype\":\"FP32\",\"shape\":[1],"
                        + "\"data\":[1]}]}",
                floats(1));
    }

    @Test
    void refusesAHeaderLengthThatLies() {
        ByteBuffer body = body(false, "{\"inputs\":[]}");
        for (long length : new long[] {-1, 14, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> read(body, length))
                    .hasMessageContaining("Inference-Header-Content-Length is " + length);
        }
        assertThatThrownBy(() -> read(body, 5)).hasMessageContaining("no JSON");
        assertThatThrownBy(() -> read(body, 0)).hasMessageContaining("the body is empty");
    }

    @Test
    void refusesBinaryDataWithoutTheHeader() {
        byte[] json = ("{\"inputs\":[" + input("x", "FP32", "[1]", 4) + "]}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> RequestReader.read(json, 0, json.length, Limits.DEFAULT, BodyMemory.HEAP))
                .hasMessageContaining("the header Inference-Header-Content-Length")
                .hasMessageContaining("is missing");
    }

    @Test
    void refusesTextsWhoseLengthsLie() {
        for (byte[] lie : List.of(
                new byte[] {5, 0, 0, 0, 'a'},
                new byte[] {-1, -1, -1, -1, 'a'},
                new byte[] {0, 0, 0, 0, 'a'},
                new byte[] {1, 0, 0},
                new byte[] {1, 0, 0, 0, 'a', 'b'})) {
            assertRefused("input 't'", "{\"inputs\":[" + input("t", "BYTES", "[1]", lie.length) + "]}", lie);
        }
        assertRefused(
                "takes 8589934588 bytes for lengths alone",
                "{\"inputs\":[" + input("t", "BYTES", "[2147483647]", 1) + "]}",
                new byte[1]);
        assertRefused(
                "the length before element 0 runs over",
                "{\"inputs\":[" + input("t", "BYTES", "[2]", 9) + "]}",
                new byte[] {5, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    @Test
    void refusesBooleansThatAreNeither() {
        assertRefused(
                "input 'b': element 1 is 2, BOOL is 0 or 1",
                "{\"inputs\":[" + input("b", "BOOL", "[2]", 2) + "]}",
                new byte[] {1, 2});
    }

    @Test
    void readsHalfFloats() {
        String json = "{\"inputs\":[" + input("h", "FP16", "[1]", 2) + "," + input("b", "BF16", "[1]", 2) + "]}";
        InferBody read = read(body(true, json, new byte[] {0, 0x3c}, new byte[] {(byte) 0x80, 0x3f}), json.length());
        assertThat(read.inputs().get("h").floatAt(0)).isEqualTo(1f);
        assertThat(read.inputs().get("b").floatAt(0)).isEqualTo(1f);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnswerWriterTest {
    private final JsonOutput out = new JsonOutput();

    private List<ByteBuffer> write(NamedTensors outputs, String path, OutputForm form) {
        return AnswerWriter.write(new Prediction("42", "credit", 3, outputs, path), form, out);
    }

    private String json(Tensor tensor) {
        out.clear();
        write(NamedTensors.of("y", tensor), "", OutputForm.JSON);
        String text = out.toString();
        return text.substring(text.indexOf("\"data\":") + 7, text.length() - 3);
    }

    @Test
    void keepsTheStandardsOrder() {
        write(
                NamedTensors.of("p", Tensor.of(Shape.of(2), 0.25f, 1f), "d", Tensor.of(Shape.of(1, 1), "good")),
                "score=0,1",
                OutputForm.JSON);
        assertThat(out)
                .hasToString("{\"model_name\":\"credit\",\"model_version\":\"3\",\"id\":\"42\","
                        + "\"parameters\":{\"path\":\"score=0,1\"},\"outputs\":["
                        + "{\"name\":\"p\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[0.25,1.0]},"
                        + "{\"name\":\"d\",\"shape\":[1,1],\"datatype\":\"BYTES\",\"data\":[\"good\"]}]}");
    }

    @Test
    void leavesOutParametersWithoutAPath() {
        write(NamedTensors.NONE, "", OutputForm.JSON);
        assertThat(out).hasToString("{\"model_name\":\"credit\",\"model_version\":\"3\",\"id\":\"42\",\"outputs\":[]}");
    }

    @Test
    void putsBinaryOutputsBehindTheJson() {
        List<ByteBuffer> binary = write(
                NamedTensors.of("p", Tensor.of(Shape.of(2), 0.25f, 1f), "d", Tensor.of(Shape.of(1), "good")),
                "",
                new OutputForm(true, Set.of("d")));
        assertThat(out.toString())
                .endsWith(
                        "[{\"name\":\"p\",\"shape\":[2],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":8}},"
                                + "{\"name\":\"d\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"good\"]}]}");
        assertThat(binary).containsExactly(Tensor.of(Shape.of(2), 0.25f, 1f).toBinary());
    }

    @Test
    void writesWhatJsonHasNoNumberForAsNull() {
        assertThat(json(Tensor.of(Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, 1f)))
                .isEqualTo("[null,null,1.0]");
        assertThat(json(Tensor.of(Shape.of(2), Double.NEGATIVE_INFINITY, Double.NaN)))
                .isEqualTo("[null,null]");
    }

    @Test
    void writesEveryDatatype() {
        assertThat(json(Tensor.of(Shape.of(2), true, false))).isEqualTo("[true,false]");
        assertThat(json(Tensor.filled(Datatype.FP16, Shape.of(1), 0.5))).isEqualTo("[0.5]");
        assertThat(json(Tensor.filled(Datatype.BF16, Shape.of(1), -2))).isEqualTo("[-2.0]");
        assertThat(json(Tensor.filled(Datatype.INT8, Shape.of(1), -128))).isEqualTo("[-128]");
        assertThat(json(Tensor.filled(Datatype.UINT8, Shape.of(1), 255))).isEqualTo("[255]");
        assertThat(json(Tensor.filled(Datatype.INT16, Shape.of(1), -32768))).isEqualTo("[-32768]");
        assertThat(json(Tensor.filled(Datatype.UINT16, Shape.of(1), 65535))).isEqualTo("[65535]");
        assertThat(json(Tensor.of(Shape.of(1), Integer.MIN_VALUE))).isEqualTo("[-2147483648]");
        assertThat(json(Tensor.filled(Datatype.UINT32, Shape.of(1), 4294967295.0)))
                .isEqualTo("[4294967295]");
        assertThat(json(Tensor.of(Shape.of(1), Long.MIN_VALUE))).isEqualTo("[-9223372036854775808]");
        assertThat(json(Tensor.of(Shape.of(2, 0), new int[0]))).isEqualTo("[]");
    }

    @Test
    void escapesTexts() {
        assertThat(json(Tensor.of(Shape.of(3), "a\"\\\n\u0001", "é😀", "")))
                .isEqualTo("[\"a\\\"\\\\\\n\\u0001\",\"é😀\",\"\"]");
    }

    @Test
    void refusesBytesThatAreNoTextInsteadOfSpoilingThem() {
        assertThatThrownBy(() -> json(Tensor.of(Shape.of(2), new byte[] {'a'}, new byte[] {-1})))
                .isInstanceOf(InferenceException.class)
                .hasMessage("output 'y'[1] is no UTF-8, so it has no JSON. Ask for it as binary data");
    }

    @Test
    void growsForLargeTensors() {
        float[] many = new float[100_000];
        assertThat(json(Tensor.of(Shape.of(many.length), many))).hasSize(4 * many.length + 1);
    }
}

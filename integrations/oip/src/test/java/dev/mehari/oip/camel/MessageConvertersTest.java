// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.camel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import org.apache.camel.CamelContext;
import org.apache.camel.TypeConversionException;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A Camel context that has found the converters by itself. */
class MessageConvertersTest {
    private static final String JSON = "{\"id\":\"42\",\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\","
            + "\"data\":[1,2.5]}],\"outputs\":[{\"name\":\"y\"}],\"parameters\":{\"dry\":true}}";
    private static final NamedTensors X = NamedTensors.of("x", Tensor.of(Shape.of(2), 1f, 2.5f));

    private static CamelContext context;
    private static TypeConverter converter;

    @BeforeAll
    static void start() {
        context = new DefaultCamelContext();
        context.build();
        converter = context.getTypeConverter();
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    private static ModelInferRequest message() {
        return ModelInferRequest.newBuilder()
                .setId("42")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype(Datatype.FP32.name())
                        .addShape(2)
                        .setContents(InferTensorContents.newBuilder()
                                .addFp32Contents(1)
                                .addFp32Contents(2.5f)))
                .build();
    }

    @Test
    void makesRequestsAndTensorsOfJson() throws Exception {
        byte[] bytes = JSON.getBytes(StandardCharsets.UTF_8);
        for (Object body : List.of(JSON, bytes, new ByteArrayInputStream(bytes))) {
            Request request = converter.mandatoryConvertTo(Request.class, body);
            assertThat(request.id()).isEqualTo("42");
            assertThat(request.inputs()).isEqualTo(X);
            assertThat(request.outputs()).containsExactly("y");
            assertThat(request.parameters()).containsEntry("dry", true);
        }
        for (Object body : List.of(JSON, bytes, (InputStream) new ByteArrayInputStream(bytes))) {
            assertThat(converter.mandatoryConvertTo(NamedTensors.class, body)).isEqualTo(X);
        }
    }

    @Test
    void makesRequestsAndTensorsOfMessages() throws Exception {
        assertThat(converter.mandatoryConvertTo(Request.class, message()).inputs())
                .isEqualTo(X);
        assertThat(converter.mandatoryConvertTo(NamedTensors.class, message())).isEqualTo(X);
        String made = converter
                .mandatoryConvertTo(
                        Request.class, message().toBuilder().clearId().build())
                .id();
        assertThat(made).isNotBlank();
    }

    @Test
    void writesPredictionsAndTensors() throws Exception {
        Prediction prediction = new Prediction("42", "credit", 3, X, "");
        String output = "{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1.0,2.5]}";
        String json = "{\"model_name\":\"credit\",\"model_version\":\"3\",\"id\":\"42\",\"outputs\":[" + output + "]}";
        assertThat(converter.mandatoryConvertTo(String.class, prediction)).isEqualTo(json);
        assertThat(converter.mandatoryConvertTo(byte[].class, prediction))
                .isEqualTo(json.getBytes(StandardCharsets.UTF_8));
        assertThat(converter.mandatoryConvertTo(String.class, X)).isEqualTo("{\"outputs\":[" + output + "]}");
        ModelInferResponse response = converter.mandatoryConvertTo(ModelInferResponse.class, prediction);
        assertThat(response.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(1f, 2.5f);
    }

    @Test
    void keepsWhatIsWrongWithABody() {
        assertThatThrownBy(() -> converter.convertTo(NamedTensors.class, "{\"inputs\":[{}]}"))
                .isInstanceOf(TypeConversionException.class)
                .cause()
                .isInstanceOf(InferenceException.class)
                .hasMessage("inputs[0]: name is missing");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OnnxFileTest {
    private static Signature signature(String model) {
        return OnnxFile.parse(Recorded.bytes(model)).signature();
    }

    private static TensorSpec spec(String name, Datatype datatype, long... dims) {
        return new TensorSpec(name, datatype, Shape.of(dims));
    }

    @ParameterizedTest
    @EnumSource
    void knowsEveryDatatype(Datatype datatype) {
        Signature signature = signature("identity_" + datatype.name().toLowerCase(Locale.ROOT));

        assertThat(signature.inputs()).containsExactly(spec("x", datatype, -1, 3));
        assertThat(signature.outputs().get(0)).isEqualTo(spec("y", datatype, -1, 3));
    }

    @Test
    void keepsNamesAndOrder() {
        assertThat(signature("multi"))
                .isEqualTo(new Signature(
                        List.of(
                                spec("a", Datatype.FP32, -1, 3),
                                spec("b", Datatype.FP32, -1, 2),
                                spec("factor", Datatype.FP32)),
                        List.of(
                                spec("scaled", Datatype.FP32, -1, 5),
                                spec("total", Datatype.FP32, -1),
                                spec("best", Datatype.INT64, -1),
                                spec("positive", Datatype.BOOL, -1))));
    }

    @Test
    void statesNoShapeWhereTheFileStatesNone() {
        assertThat(signature("dynamic").outputs().get(1)).isEqualTo(new TensorSpec("t", Datatype.FP32, null));
    }

    @Test
    void keepsAFixedBatch() {
        assertThat(signature("fixed_batch").inputs()).containsExactly(spec("x", Datatype.FP32, 1, 4));
    }

    @Test
    void doesntBelieveInOneLabelForAnyBatch() {
        assertThat(signature("one_label").outputs()).containsExactly(spec("label", Datatype.INT64, -1));
        assertThat(signature("nonzero").outputs()).containsExactly(spec("at", Datatype.INT64, -1, -1));
        assertThat(signature("fixed_batch").outputs()).containsExactly(spec("y", Datatype.FP32, 1, 2));
    }

    @ParameterizedTest
    @CsvSource({"ir3", "default_input"})
    void asksForNoInputThatHasADefault(String model) {
        assertThat(signature(model).inputs()).containsExactly(spec("x", Datatype.FP32, -1, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "iris_zipmap, output_probability, 3",
        "iris_zipmap_texts, output_probability, 3",
        "iris_two_classes, output_probability, 2",
        "words, output_probability, 2",
        "zipmap_order, p, 2",
        "zipmap_identity, p, 2",
        "zipmap_flat, p, 2"
    })
    void rule16GivesMapsAsOneColumnPerClass(String model, String output, int classes) {
        List<TensorSpec> outputs = signature(model).outputs();

        assertThat(outputs.get(outputs.size() - 1)).isEqualTo(spec(output, Datatype.FP32, -1, classes));
    }

    @Test
    void givesTheEngineTheFileAsItIsWhereNothingNeedsChange() {
        byte[] bytes = Recorded.bytes("iris_plain");

        assertThat(OnnxFile.parse(bytes).served()).isSameAs(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refused_external             | tensor 'w' keeps its data outside the model file",
                "refused_external_memory      | tensor 'w' keeps its data outside the model file",
                "refused_external_constant    | tensor 'v' keeps its data outside the model file",
                "refused_external_in_if       | tensor 'v' keeps its data outside the model file",
                "refused_external_sparse      | tensor 'w' keeps its data outside the model file",
                "refused_external_function    | tensor 'v' keeps its data outside the model file",
                "refused_operator             | node 'odd' is an operator that ONNX Runtime doesn't have: com.example:Frobnicate",
                "refused_optional             | output 'maybe' is an optional value; only tensors can be served",
                "refused_optional_input       | input 'maybe' is an optional value; only tensors can be served",
                "refused_sequence             | output 'parts' is a sequence; only tensors can be served",
                "refused_multi_output         | output 'probabilities' is a sequence; only tensors can be served",
                "refused_map_input            | input 'counts' is a map; only tensors can be served",
                "refused_complex              | input 'x' holds COMPLEX64",
                "refused_float8               | output 'y' holds FLOAT8E4M3FN",
                "refused_untyped              | output 'y' has no type in the file",
                "refused_name                 | has a name that can't be used",
                "refused_linear_width         | node 'linear' (LinearClassifier) takes 4 columns, the model's input has 5",
                "refused_linear_in_if         | node 'linear' (LinearClassifier) stands inside another node or a function",
                "refused_zipmap_in_if         | output 'p' is a sequence of maps that no ZipMap of the main graph makes",
                "refused_zipmap_used_inside   | output 'p' is a sequence of maps that the model also uses itself",
                "refused_zipmap_without_classes | output 'p' comes from a ZipMap with no class list"
            })
    void refusesWhatCannotBeServed(String model, String message) {
        assertThatThrownBy(() -> signature(model))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }

    static List<String> models() {
        return Recorded.models("");
    }

    @ParameterizedTest
    @MethodSource("models")
    void refusesAFileThatEndsInsideItsGraph(String model) {
        byte[] bytes = Recorded.bytes(model);
        int graphEnd = graphEnd(bytes);
        // Every cut of the small ones, some of the others.
        for (int length = 0; length < graphEnd; length += 1 + graphEnd / 500) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> OnnxFile.parse(cut)).isInstanceOf(InvalidModelException.class);
        }
    }

    private static int graphEnd(byte[] bytes) {
        WireReader model = new WireReader(bytes, "the model");
        while (model.next()) {
            if (model.field() == 7) {
                return model.end();
            }
        }
        throw new AssertionError("no graph");
    }

    @Test
    void refusesTwoGraphs() {
        byte[] twice = new WireWriter()
                .number(1, 8)
                .message(7, new WireWriter())
                .message(7, new WireWriter())
                .toBytes();

        assertThatThrownBy(() -> OnnxFile.parse(twice))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("the model has field 7 twice");
    }

    @Test
    void refusesTensorsWhoseBytesDontFitTheirShape() {
        WireWriter tensor =
                new WireWriter().number(1, 3).number(2, 1).text(8, "w").bytes(9, new byte[11]);
        byte[] model = new WireWriter()
                .number(1, 8)
                .message(7, new WireWriter().message(5, tensor))
                .toBytes();

        assertThatThrownBy(() -> OnnxFile.parse(model))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("tensor 'w' has 11 bytes, which its shape doesn't take");
    }

    @Test
    void refusesGraphsThatNestWithoutEnd() {
        WireWriter graph = new WireWriter();
        for (int i = 0; i < 200; i++) {
            graph = new WireWriter().message(1, new WireWriter().message(5, new WireWriter().message(6, graph)));
        }
        byte[] model = new WireWriter().number(1, 8).message(7, graph).toBytes();

        assertThatThrownBy(() -> OnnxFile.parse(model))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nests deeper than 100 messages");
    }

    @Test
    void refusesShapesBeyondAllNumbers() {
        WireWriter graph = new WireWriter()
                .message(11, TypedValue.of("x", ElementType.FLOAT, Shape.of(Long.MAX_VALUE)))
                .message(12, wide());
        byte[] model = new WireWriter().number(1, 8).message(7, graph).toBytes();

        assertThatThrownBy(() -> OnnxFile.parse(model))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("more than 2^63-1 elements");
    }

    private static WireWriter wide() {
        WireWriter dim = new WireWriter().number(1, Long.MAX_VALUE);
        WireWriter shape = new WireWriter().message(1, dim).message(1, dim);
        return new WireWriter()
                .text(1, "y")
                .message(
                        2,
                        new WireWriter()
                                .message(1, new WireWriter().number(1, 1).message(2, shape)));
    }
}

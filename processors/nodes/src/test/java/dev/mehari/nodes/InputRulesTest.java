// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a request may send: rules 6, 10, 11 and 12. */
class InputRulesTest {
    private static GraphEdge edge(String inputs) {
        return edge(inputs, true);
    }

    private static GraphEdge edge(String inputs, boolean batch) {
        Declaration declaration = new Declaration();
        declaration.setText("{\"graph\":\"g\",\"revision\":1,\"batch\":" + batch + ",\"inputs\":" + inputs
                + ",\"values\":[],\"blocks\":[],\"outputs\":[{\"name\":\"out\",\"from\":\""
                + inputs.replaceAll("(?s).*?\"name\":\"([^\"]*)\".*", "$1") + "\"}]}");
        return new GraphEdge(declaration);
    }

    private static final String APPLICANT = "[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1,3],\"features\":["
            + "{\"name\":\"job\",\"categories\":[\"none\",\"some\"]},\"age\",{\"name\":\"sum\",\"default\":7}]}]";

    private static Tensor bound(GraphEdge edge, NamedTensors sent) {
        Tensor tensor = edge.open(Request.of("r", sent), Call.REAL, 0, null).find(0);
        assert tensor != null;
        return tensor;
    }

    private static void assertInvalid(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(InferenceException.class, e -> {
            assertThat(e.kind()).isEqualTo(InferenceException.Kind.INVALID);
            assertThat(e.getMessage()).contains(words);
        });
    }

    @Test
    void rule06_inputsHaveTheSameRows() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1]},"
                + "{\"name\":\"b\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]");
        assertInvalid(
                () -> bound(
                        edge,
                        NamedTensors.of(
                                "a",
                                Tensor.of(Shape.of(2), 1f, 2f),
                                "b",
                                Tensor.of(Shape.of(3, 2), 1f, 2f, 3f, 4f, 5f, 6f))),
                "'a' has 2 rows",
                "'b' has 3");
    }

    @Test
    void rule06_aRequestHasAtLeastOneRow() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]");
        assertInvalid(() -> bound(edge, NamedTensors.of("a", Tensor.of(Shape.of(0, 2), new float[0]))), "no rows");
    }

    @Test
    void rule06_allInputsLeftToTheirDefaultsAreOneRow() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"INT32\",\"shape\":[-1,2],\"default\":[3,4]}]");
        assertThat(bound(edge, NamedTensors.NONE)).isEqualTo(Tensor.of(Shape.of(1, 2), 3, 4));
    }

    @Test
    void rule06_withoutBatchTheRequestIsOneRow() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[]}]", false);
        assertThat(edge.open(Request.of("r", NamedTensors.of("a", Tensor.of(Shape.SCALAR, 5f))), Call.REAL, 0, null)
                        .rowCount())
                .isEqualTo(1);
    }

    @Test
    void rule10_aCategoryColumnHoldsAnIndexOrIsMissing() {
        GraphEdge edge = edge(APPLICANT);
        assertThat(bound(edge, NamedTensors.of("a", Tensor.of(Shape.of(1, 3), Float.NaN, 30f, 1f)))
                        .rows())
                .isEqualTo(1);
        assertInvalid(
                () -> bound(edge, NamedTensors.of("a", Tensor.of(Shape.of(1, 3), 2f, 30f, 1f))),
                "row 0",
                "'job'",
                "0 to 1");
        assertInvalid(
                () -> bound(edge, NamedTensors.of("a", Tensor.of(Shape.of(1, 3), 0.5f, 30f, 1f))), "'job'", "0.5");
        assertInvalid(() -> bound(edge, NamedTensors.of("a", Tensor.of(Shape.of(1, 3), -1f, 30f, 1f))), "'job'");
    }

    @Test
    void rule11_columnsMayBeSentByName() {
        GraphEdge edge = edge(APPLICANT);
        NamedTensors columns = NamedTensors.of(
                List.of("job", "a.age", "sum"),
                List.of(
                        Tensor.of(Shape.of(2), "some", ""),
                        Tensor.of(Shape.of(2, 1), 30L, 40L),
                        Tensor.of(Shape.of(2), 1.5, Double.NaN)));
        assertThat(bound(edge, columns)).isEqualTo(Tensor.of(Shape.of(2, 3), 1f, 30f, 1.5f, Float.NaN, 40f, Float.NaN));
    }

    @Test
    void rule11_unknownTextNamesTheKnownOnes() {
        assertInvalid(
                () -> bound(
                        edge(APPLICANT),
                        NamedTensors.of("job", Tensor.of(Shape.of(1), "boss"), "age", Tensor.of(Shape.of(1), 3))),
                "'job'",
                "'boss'",
                "none, some");
    }

    @Test
    void rule11_textIsForCategoriesOnlyAndBoolIsNoNumber() {
        GraphEdge edge = edge(APPLICANT);
        assertInvalid(() -> bound(edge, NamedTensors.of("age", Tensor.of(Shape.of(1), "30"))), "'age'", "BYTES");
        assertInvalid(() -> bound(edge, NamedTensors.of("age", Tensor.of(Shape.of(1), true))), "'age'", "BOOL");
    }

    @Test
    void rule11_fractionsAndRangesMustFitAnIntegerInput() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"INT8\",\"shape\":[-1,1],\"features\":[\"x\"]}]");
        assertInvalid(() -> bound(edge, NamedTensors.of("x", Tensor.of(Shape.of(1), 0.5))), "'x'", "row 0", "0.5");
        assertInvalid(() -> bound(edge, NamedTensors.of("x", Tensor.of(Shape.of(1), 128L))), "'x'", "128");
        TensorBuilder huge = new TensorBuilder(Datatype.UINT64, Shape.of(1));
        huge.setLong(0, -1);
        Tensor sent = huge.build();
        assertInvalid(() -> bound(edge, NamedTensors.of("x", sent)), "18446744073709551615");
    }

    @Test
    void rule11_largeIntegersStayExact() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"INT64\",\"shape\":[-1,1],\"features\":[\"x\"]}]");
        long odd = (1L << 60) + 1;
        assertThat(bound(edge, NamedTensors.of("x", Tensor.of(Shape.of(1), odd)))
                        .longAt(0))
                .isEqualTo(odd);
    }

    @Test
    void rule11_wholeAndColumnsTogetherAreRefused() {
        assertInvalid(
                () -> bound(
                        edge(APPLICANT),
                        NamedTensors.of("a", Tensor.of(Shape.of(1, 3), 0f, 1f, 2f), "age", Tensor.of(Shape.of(1), 3f))),
                "whole and by columns");
    }

    @Test
    void rule11_aBareNameOfTwoColumnsIsAmbiguous() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1,1],\"features\":[\"x\"]},"
                + "{\"name\":\"b\",\"datatype\":\"FP32\",\"shape\":[-1,1],\"features\":[\"x\"]}]");
        assertInvalid(() -> bound(edge, NamedTensors.of("x", Tensor.of(Shape.of(1), 3f))), "'a.x' or 'b.x'");
        assertThat(bound(edge, NamedTensors.of("a.x", Tensor.of(Shape.of(1), 3f), "b.x", Tensor.of(Shape.of(1), 4f))))
                .isEqualTo(Tensor.of(Shape.of(1, 1), 3f));
    }

    @Test
    void rule12_aColumnWithDefaultMayBeLeftOutAndOthersMayNot() {
        GraphEdge edge = edge(APPLICANT);
        assertThat(bound(
                        edge,
                        NamedTensors.of("job", Tensor.of(Shape.of(2), 0, 1), "age", Tensor.of(Shape.of(2), 3f, 4f))))
                .isEqualTo(Tensor.of(Shape.of(2, 3), 0f, 3f, 7f, 1f, 4f, 7f));
        assertInvalid(() -> bound(edge, NamedTensors.of("job", Tensor.of(Shape.of(1), 0))), "'age'", "missing");
    }

    @Test
    void rule12_undeclaredMissingAndWrongInputsAreNamed() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]");
        assertInvalid(
                () -> bound(edge, NamedTensors.of("b", Tensor.of(Shape.of(1, 2), 1f, 2f))), "'b'", "inputs are: a");
        assertInvalid(() -> bound(edge, NamedTensors.NONE), "'a' is missing", "FP32 [-1, 2]");
        assertInvalid(() -> bound(edge, NamedTensors.of("a", Tensor.of(Shape.of(1, 2), 1.0, 2.0))), "FP64", "cast");
        assertInvalid(
                () -> bound(edge, NamedTensors.of("a", Tensor.of(Shape.of(1, 3), 1f, 2f, 3f))),
                "[1, 3]",
                "send 2 columns");
        assertInvalid(() -> bound(edge, NamedTensors.of("a", Tensor.of(Shape.of(2), 1f, 2f))), "one row is [1, 2]");
    }

    @Test
    void rule12_anOutputThatIsNotDeclaredIsRefused() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1]}]");
        Request request = new Request(
                "r",
                "",
                NamedTensors.of("a", Tensor.of(Shape.of(1), 1f)),
                java.util.Map.of(),
                Request.Headers.NONE,
                List.of("nothing"),
                Request.NO_DEADLINE);
        assertInvalid(() -> edge.open(request, Call.REAL, 0, null), "'nothing'", "outputs are: out");
    }

    @Test
    void namesOfClientsCannotFloodAMessage() {
        GraphEdge edge = edge("[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1]}]");
        assertThatThrownBy(() -> bound(edge, NamedTensors.of("x\r\n".repeat(1000), Tensor.of(Shape.of(1), 1f))))
                .hasMessageNotContainingAny("\n", "\r")
                .message()
                .hasSizeLessThan(200);
    }
}

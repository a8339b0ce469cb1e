// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.Arrays;
import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Outputs of model files that state no shape: rule 7 has them checked at run time. */
class UnrankedTest {
    private static final TensorType UNKNOWN = new TensorType(Datatype.FP32, null);

    private static TestRequest with(Tensor tensor) {
        return TestRequest.batch().node("m", "p", UNKNOWN, tensor).input("yes", Tensor.of(Shape.of(2), true, false));
    }

    @Test
    void isAScalarWhereOneIsWanted() {
        for (Shape shape : List.of(Shape.of(2), Shape.of(2, 1))) {
            TestRequest request = with(Tensor.of(shape, 0.25f, 0.75f));
            assertThat(request.test("m.p > 0.5", 1)).isTrue();
            assertThat(request.test("m.p + 0.5 == 0.75 && !isNaN(m.p) && int(m.p) == 0 && -m.p < 0", 0))
                    .isTrue();
            assertThat(request.test("m.p in [0.25, 0.5] && [m.p, 1.0] == [0.25, 1]", 0))
                    .isTrue();
            assertThat(request.test("(yes ? m.p : 0.0) == 0.25", 0)).isTrue();
        }
    }

    @Test
    void isAScalarInAListOrMap() {
        TestRequest request = with(Tensor.of(Shape.of(2), 0.25f, 0.75f));
        assertThat(request.test("max([m.p, m.p]) == 0.75 && [m.p, m.p][0] > 0.5 && {'a': m.p, 'b': m.p}.a > 0.5", 1))
                .isTrue();
        assertThatThrownBy(() -> request.condition("max([m.p, m.p][0]) > 0.5"))
                .hasMessageContaining("max() takes a list");
    }

    @Test
    void isAListWhereOneIsWanted() {
        TestRequest request = with(Tensor.of(Shape.of(2, 3), 0.2f, 0.5f, 0.3f, 0.1f, 0.1f, 0.8f));
        assertThat(request.test("max(m.p) == 0.8 && m.p[2] == 0.8 && size(m.p) == 3 && argmax(m.p) == 2", 1))
                .isTrue();
        assertThat(request.test("m.p.exists(v, v > 0.7) && m.p == [0.1, 0.1, 0.8] && 0.8 in m.p", 1))
                .isTrue();
        assertThat(request.test("size(m.p + [1.0]) == 4 && size(yes ? m.p : [1.0, 2.0]) == 3", 0))
                .isTrue();
        assertThat(request.test("max(yes ? m.p : m.p) == 0.5", 0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m.p > 0.5", "m.p + 1.0 > 0"})
    void isAFailureWhereTheTensorCantBeReadAsAScalar(String text) {
        TestRequest request = with(Tensor.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f));
        assertThatThrownBy(() -> request.test(text))
                .hasMessage("m.p is FP32 [2, 3], a condition reads it as one FP32 per row")
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.kind()).isEqualTo(InferenceException.Kind.FAILED));
        assertThatThrownBy(() -> request.test(text + " || true"))
                .as("not absorbed")
                .isInstanceOf(InferenceException.class);
    }

    @Test
    void isAFailureWhereTheTensorCantBeReadAsAList() {
        for (Tensor tensor : List.of(Tensor.of(Shape.of(2), 1f, 2f), Tensor.of(Shape.of(2, 1, 1), 1f, 2f))) {
            assertThatThrownBy(() -> with(tensor).test("max(m.p) > 0.5"))
                    .hasMessageContaining("a condition reads it as a list of FP32 per row");
        }
        assertThatThrownBy(() -> with(Tensor.of(Shape.of(2), 1.0, 2.0)).test("m.p > 0.5"))
                .hasMessageContaining("m.p is FP64 [2]");
    }

    @Test
    void literalsAreCheckedAgainstItsDatatype() {
        assertThatThrownBy(() -> with(Tensor.of(Shape.of(2), 1f, 2f)).condition("m.p > 1e300"))
                .hasMessageContaining("1e300 can't be held by FP32");
        assertThatThrownBy(() -> with(Tensor.of(Shape.of(2), 1f, 2f)).condition("m.p == 'a'"))
                .hasMessageContaining("text is never compared with a number");
    }

    @Test
    void columnsOfATensorWithoutAKnownWidthAreCheckedAtRunTime() {
        Feature[] features = {Feature.number("a"), new Feature("c", List.of("p", "q"))};
        for (Shape declared : Arrays.asList(null, Shape.of(-1, -1))) {
            TensorType type = new TensorType(Datatype.FP32, declared, List.of(features));
            TestRequest fits = TestRequest.batch().node("m", "p", type, Tensor.of(Shape.of(2, 2), 1f, 0f, 2f, 1f));
            assertThat(fits.test("m.p.a == 2 && m.p.c == 'q' && m.p.c in ['q', '']", 1))
                    .isTrue();
            TestRequest wide =
                    TestRequest.batch().node("m", "p", type, Tensor.of(Shape.of(2, 3), 1f, 0f, 2f, 1f, 1f, 1f));
            assertThatThrownBy(() -> wide.test("m.p.a == 2"))
                    .hasMessage("m.p is FP32 [2, 3], a condition reads 2 columns of it");
        }
    }

    @Test
    void aDynamicLengthIsTakenAsItComes() {
        TestRequest request = TestRequest.batch()
                .node("m", "p", new TensorType(Datatype.FP32, Shape.of(-1, -1)), Tensor.of(Shape.of(1, 2), 1f, 2f));
        assertThat(request.test("m.p[1] == 2 && size(m.p) == 2")).isTrue();
        assertThatThrownBy(() -> request.test("m.p[2] == 2")).hasMessage("element 2 of a list of 2 does not exist");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CelConditionTest {
    private final TestRequest request = TestRequest.batch()
            .input(
                    "applicant",
                    Tensor.of(Shape.of(2, 3), 0.7f, 12, 0, 30, Float.NaN, 2),
                    Feature.number("score"),
                    Feature.number("months"),
                    new Feature("checking", java.util.List.of("none", "low", "high")))
            .input("p", Tensor.of(Shape.of(2, 3), 0.2, 0.5, 0.3, 0.9, 0.05, 0.05))
            .node("m", "prob", Tensor.of(Shape.of(2), 0.25f, 0.75f))
            .header("x-tier", "gold")
            .param("limit", 5L);

    @Test
    void readsAColumnOfTheRowAskedFor() {
        assertThat(request.test("applicant.score >= 0.7", 0)).isTrue();
        assertThat(request.test("applicant.score < 1", 1)).isFalse();
        assertThat(request.test("m.prob > 0.5", 1)).isTrue();
        assertThat(request.test("applicant.checking == 'none'", 0)).isTrue();
        assertThat(request.test("applicant.checking in ['low', 'high']", 1)).isTrue();
        assertThat(request.test("isNaN(applicant.months)", 1)).isTrue();
        assertThat(request.test("argmax(p) == 1 && margin(p) > 0.19", 0)).isTrue();
        assertThat(request.test("p.exists(x, x > 0.8)", 1)).isTrue();
        assertThat(request.test("headers['x-tier'] == 'gold' && params.limit < 5.5", 1))
                .isTrue();
        assertThat(request.test("size(p.filter(x, x < 0.1)) == 2", 1)).isTrue();
        assertThat(request.test("{'a': 1, 'b': 2}['b'] == 2 && p[1] == 0.5", 0)).isTrue();
        assertThat(request.test("string(applicant.score) == '0.7'", 0)).isTrue();
    }
}

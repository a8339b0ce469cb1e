// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertBadRequest;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-10")
@Tag("rule-13")
@Tag("rule-17")
class OneHotTest {
    private static final TensorType TYPE = columns(MONTHS, CHECKING, AGE);

    @Test
    void putsAColumnForEachCategoryInPlace() {
        Transform oneHot = transform(TYPE, op("oneHot"));

        assertThat(oneHot.output())
                .isEqualTo(columns(
                        MONTHS,
                        Feature.number("checking=none"),
                        Feature.number("checking=low"),
                        Feature.number("checking=high"),
                        AGE));
        assertThat(oneHot.apply(Tensor.of(Shape.of(2, 3), 7f, 0, 8, 9, 2, 10)))
                .isEqualTo(Tensor.of(Shape.of(2, 5), 7f, 1, 0, 0, 8, 9, 0, 0, 1, 10));
    }

    @Test
    void aMissingCategoryIsAllZeros() {
        assertThat(transform(TYPE, op("oneHot")).apply(row(NAN, NAN, 1))).isEqualTo(row(NAN, 0, 0, 0, 1));
    }

    @Test
    void aNumberThatIsNoCategoryIsABadRequest() {
        Transform oneHot = transform(TYPE, op("oneHot"));
        String message = "oneHot: row 0, column 'checking' is no category; those are whole numbers of 0 to 2";

        for (float wrong : new float[] {3, -1, 0.5f, 1e30f, Float.POSITIVE_INFINITY}) {
            assertBadRequest(() -> oneHot.apply(row(1, wrong, 1)), message);
        }
        assertThat(oneHot.apply(row(1, -0f, 1))).isEqualTo(row(1, 1, 0, 0, 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BOOL", "BYTES"})
    void takesAllNumbers(Datatype datatype) {
        assertThat(transform(columns(datatype, CHECKING, AGE), op("oneHot"))
                        .apply(integers(datatype, Shape.of(1, 2), 1, 9)))
                .isEqualTo(integers(datatype, Shape.of(1, 4), 0, 1, 0, 9));
    }

    @Test
    void anIntegerThatIsNoCategoryIsABadRequest() {
        Transform oneHot = transform(columns(Datatype.UINT64, CHECKING), op("oneHot"));

        for (long wrong : new long[] {3, -1, Long.MIN_VALUE}) {
            assertBadRequest(
                    () -> oneHot.apply(integers(Datatype.UINT64, Shape.of(1, 1), wrong)),
                    "oneHot: row 0, column 'checking' is no category; those are whole numbers of 0 to 2");
        }
    }

    @Test
    void needsAColumnWithCategories() {
        assertRefused(() -> transform(columns(AGE), op("oneHot")))
                .at("")
                .saying("oneHot takes columns with categories, FP32 [-1, 1] has none")
                .mendedBy("Give the feature its categories, or remove oneHot.");
        assertRefused(() -> transform(TYPE, op("oneHot"), op("oneHot"))).atOp(1);
        assertRefused(() -> transform(TYPE, op("softmax"), op("oneHot"))).atOp(1);
        assertRefused(() -> transform(type(Datatype.FP32, -1), op("oneHot")))
                .saying("oneHot takes [n, k], it gets FP32 [-1]");
    }

    @Test
    void itsColumnsCanBeSelectedByName() {
        assertThat(transform(TYPE, op("oneHot"), op("select", List.of("checking=low")))
                        .apply(row(0, 1, 0)))
                .isEqualTo(row(1));
    }

    @Test
    void comesAfterOpsThatLeaveCategoriesAlone() {
        assertThat(transform(
                                TYPE,
                                op("impute", 0),
                                op("standardize", Map.of("mean", 1, "std", 2)),
                                op("clip", Map.of("max", 0)),
                                op("oneHot"))
                        .apply(row(NAN, 2, 5)))
                .isEqualTo(row(-0.5f, 0, 0, 1, 0));
    }
}

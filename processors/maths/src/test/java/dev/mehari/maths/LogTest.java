// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.CHECKING;
import static dev.mehari.maths.Given.NAN;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class LogTest {
    @Test
    void isTheNaturalLogarithm() {
        assertThat(transform(type(Datatype.FP64, -1), op("log"))
                        .apply(Tensor.of(Shape.of(2), 1.0, Math.E))
                        .toDoubles())
                .containsExactly(0, 1);
    }

    @Test
    void followsIeeeAtZeroAndBelow() {
        assertThat(transform(type(Datatype.FP32, -1, 4), op("log"))
                        .apply(row(0, -0f, -1, NAN))
                        .toFloats())
                .containsExactly(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, NAN, NAN);
    }

    @Test
    void leavesCategoryColumnsAloneAndKeepsFeatures() {
        TensorType type = columns(CHECKING, AGE);

        assertThat(transform(type, op("log")).apply(row(2, 1))).isEqualTo(row(2, 0));
        assertThat(transform(type, op("log")).output()).isEqualTo(type);
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            names = {"FP16", "BF16", "FP32", "FP64"})
    void roundsToItsDatatype(Datatype datatype) {
        assertThat(transform(type(datatype, -1), op("log")).apply(tensor(datatype, Shape.of(1), 10)))
                .isEqualTo(tensor(datatype, Shape.of(1), Math.log(10)));
    }

    @Test
    void takesNoIntegers() {
        assertRefused(() -> transform(type(Datatype.UINT8, -1), op("log")))
                .saying("log takes floats, it gets UINT8 [-1]");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertBadRequest;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.AGE;
import static dev.mehari.maths.Given.MONTHS;
import static dev.mehari.maths.Given.columns;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.tensor;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-13")
@Tag("rule-17")
class BucketizeTest {
    private static Op bucketize(Object... edges) {
        return op("bucketize", Map.of("edges", List.of(edges)));
    }

    @Test
    void anEdgeBelongsToTheBucketAbove() {
        assertThat(transform(type(Datatype.FP32, -1), bucketize(0, 10))
                        .apply(Tensor.of(Shape.of(6), -1f, -0f, 0, 5, 10, Float.POSITIVE_INFINITY)))
                .isEqualTo(Tensor.of(Shape.of(6), 0, 1, 1, 1, 2, 2));
    }

    @Test
    void dropsFeaturesAndKeepsShape() {
        assertThat(transform(columns(MONTHS, AGE), bucketize(1)).output()).isEqualTo(type(Datatype.INT32, -1, 2));
    }

    @Test
    void edgesAreRoundedToTheDatatype() {
        assertThat(transform(type(Datatype.FP32, -1), bucketize(0.7)).apply(Tensor.of(Shape.of(1), 0.7f)))
                .isEqualTo(Tensor.of(Shape.of(1), 1));
        assertThat(transform(type(Datatype.FP16, -1), bucketize(0.1)).apply(tensor(Datatype.FP16, Shape.of(1), 0.1)))
                .isEqualTo(Tensor.of(Shape.of(1), 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BOOL", "BYTES"})
    void takesAllNumbers(Datatype datatype) {
        assertThat(transform(type(datatype, -1, 2), bucketize(1, 2, 3)).apply(integers(datatype, Shape.of(1, 2), 0, 2)))
                .isEqualTo(Tensor.of(Shape.of(1, 2), 0, 2));
    }

    @Test
    void isExactForUnsignedLongs() {
        assertThat(transform(type(Datatype.UINT64, -1), bucketize(1, 0x1p63))
                        .apply(integers(Datatype.UINT64, 0, Long.MAX_VALUE, Long.MIN_VALUE, -1)))
                .isEqualTo(Tensor.of(Shape.of(4), 0, 1, 2, 2));
    }

    @Test
    void nanIsABadRequest() {
        assertBadRequest(
                () -> transform(type(Datatype.FP64, -1), bucketize(0)).apply(Tensor.of(Shape.of(2), 0, Double.NaN)),
                "bucketize: row 1 is NaN; send a number, or let impute come before");
    }

    @Test
    void anEdgeThatAnIntegerCannotHoldIsAFinding() {
        assertRefused(() -> transform(type(Datatype.INT8, -1), bucketize(1, 1.5)))
                .at("bucketize.edges[1]")
                .saying("INT8 can't hold 1.5");
    }

    @Test
    void edgesAscend() {
        assertRefused(() -> bucketize(1, 3, 2))
                .at("bucketize.edges[2]")
                .saying("edges don't ascend: 2 comes after 3")
                .mendedBy("Sort them, and write each once.");
        assertRefused(() -> bucketize(1, 1.0)).at("bucketize.edges[1]");
        assertRefused(() -> bucketize()).at("bucketize.edges").saying("there is no edge");
        assertRefused(() -> bucketize(Long.MAX_VALUE, Long.MAX_VALUE - 1)).at("bucketize.edges[1]");
    }
}

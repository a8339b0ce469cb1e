// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mehari.maths.Findings.assertBadRequest;
import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.integers;
import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-17")
class LabelsTest {
    private static final Op LABELS = op("labels", List.of("setosa", "versicolor", "äußerst"));

    @ParameterizedTest
    @EnumSource(value = Datatype.class, mode = EnumSource.Mode.MATCH_ALL, names = "U?INT.*")
    void givesTheTextOfEachInteger(Datatype datatype) {
        Transform labels = transform(type(datatype, -1), LABELS);

        assertThat(labels.output()).isEqualTo(type(Datatype.BYTES, -1));
        assertThat(labels.apply(integers(datatype, 2, 0))).isEqualTo(Tensor.of(Shape.of(2), "äußerst", "setosa"));
    }

    @Test
    void anIntegerWithoutALabelIsABadRequest() {
        for (long wrong : new long[] {3, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertBadRequest(
                    () -> transform(type(Datatype.INT64, -1), LABELS).apply(Tensor.of(Shape.of(1), wrong)),
                    "labels: row 0 is out of range; there are labels for 0 to 2");
        }
        assertBadRequest(
                () -> transform(type(Datatype.UINT64, -1), LABELS).apply(integers(Datatype.UINT64, 0, -1)),
                "labels: row 1 is out of range; there are labels for 0 to 2");
    }

    @Test
    void takesIntegersOnly() {
        assertRefused(() -> transform(type(Datatype.FP32, -1), LABELS))
                .saying("labels takes integers, it gets FP32 [-1]")
                .mendedBy("Put a cast before it, such as {cast: INT64}.");
        assertRefused(() -> transform(type(Datatype.BOOL, -1), LABELS)).at("");
        assertRefused(() -> transform(type(Datatype.BYTES, -1), LABELS)).at("");
        assertRefused(() -> transform(type(Datatype.INT64, -1, 1), LABELS))
                .saying("labels takes [n], it gets INT64 [-1, 1]");
    }

    @Test
    void followsArgmax() {
        assertThat(transform(type(Datatype.FP32, -1, 3), op("argmax"), LABELS).apply(row(0, 2, 1)))
                .isEqualTo(Tensor.of(Shape.of(1), "versicolor"));
    }
}

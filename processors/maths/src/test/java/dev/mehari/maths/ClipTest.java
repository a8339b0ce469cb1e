// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClipTest {
    @Test
    void keepsValuesBetweenTheLimits() {
        Transform transform = Transform.of(
                List.of(Op.parse("clip", Map.of("min", 0, "max", 1))),
                List.of(new TensorType(Datatype.FP32, Shape.of(-1, 4))));

        assertThat(transform.apply(Tensor.of(Shape.of(1, 4), -1f, 0.5f, 2f, Float.NaN)))
                .isEqualTo(Tensor.of(Shape.of(1, 4), 0f, 0.5f, 1f, Float.NaN));
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TensorTypeTest {
    @Test
    void findsColumnsByName() {
        TensorType type = new TensorType(
                Datatype.FP32,
                Shape.of(-1, 2),
                List.of(Feature.number("age"), new Feature("checking", List.of("none", "low"))));

        assertThat(type.indexOf("checking")).isEqualTo(1);
        assertThat(type.indexOf("Age")).isEqualTo(-1);
        assertThat(type.hasFeatures()).isTrue();
        assertThat(type.features().get(1).isCategorical()).isTrue();
    }

    @Test
    void readsAsPeopleWriteIt() {
        assertThat(new TensorType(Datatype.FP32, Shape.of(-1, 4))).hasToString("FP32 [-1, 4]");
        assertThat(new TensorType(Datatype.FP32, null)).hasToString("FP32 of unknown shape");
    }
}

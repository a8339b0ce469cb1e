// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NamedTensorsTest {
    private static final Tensor ONE = Tensor.of(Shape.of(1), 1f);
    private static final Tensor TWO = Tensor.of(Shape.of(1), 2f);

    @Test
    void findsTensorsByName() {
        NamedTensors named = NamedTensors.of("a", ONE, "b", TWO);

        assertThat(named.get("b")).isSameAs(TWO);
        assertThat(named.indexOf("b")).isEqualTo(1);
        assertThat(named.get("c")).isNull();
        assertThat(named.names()).containsExactly("a", "b");
    }

    @Test
    void aNameStandsOnce() {
        assertThatThrownBy(() -> NamedTensors.of("a", ONE, "a", TWO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> NamedTensors.of(List.of("a", "b"), List.of(ONE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysNamesAndTypesAndNoContent() {
        assertThat(NamedTensors.of("a", ONE)).hasToString("{a: FP32 [1]}");
        assertThat(NamedTensors.NONE.size()).isZero();
    }
}

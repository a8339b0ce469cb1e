// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShapeTest {
    @Test
    void countsElements() {
        assertThat(Shape.of(2, 3, 4).elements()).isEqualTo(24);
        assertThat(Shape.of(2, 3, 4).rowElements()).isEqualTo(12);
    }

    @Test
    void aScalarIsOneElementAndOneRow() {
        assertThat(Shape.of()).isSameAs(Shape.SCALAR);
        assertThat(Shape.SCALAR.elements()).isEqualTo(1);
        assertThat(Shape.SCALAR.rowElements()).isEqualTo(1);
    }

    @Test
    void aDynamicDimensionLeavesTheCountOpen() {
        Shape shape = Shape.of(-1, 4);

        assertThat(shape.isConcrete()).isFalse();
        assertThat(shape.rowElements()).isEqualTo(4);
        assertThatThrownBy(shape::elements)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[-1, 4]");
        assertThatThrownBy(Shape.of(2, -1)::rowElements).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesNegativeLengths() {
        assertThatThrownBy(() -> Shape.of(2, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-2")
                .hasMessageContaining("[2, -2]");
        assertThatThrownBy(() -> Shape.of(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMoreElementsThanALongCounts() {
        assertThatThrownBy(() -> Shape.of(1L << 32, 1L << 31)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shape.of(Long.MAX_VALUE, Long.MAX_VALUE, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Shape.of(Long.MAX_VALUE).elements()).isEqualTo(Long.MAX_VALUE);
        assertThat(Shape.of(1L << 32, (1L << 31) - 1).elements()).isEqualTo((1L << 32) * ((1L << 31) - 1));
    }

    @Test
    void anEmptyDimensionMakesAllEmptyHoweverLongTheOthers() {
        assertThat(Shape.of(Long.MAX_VALUE, Long.MAX_VALUE, 0).elements()).isZero();
        assertThat(Shape.of(0, -1).isConcrete()).isFalse();
    }

    @Test
    void acceptsWhatIsEqualWhereItIsNotDynamic() {
        assertThat(Shape.of(-1, 4).accepts(Shape.of(7, 4))).isTrue();
        assertThat(Shape.of(-1, 4).accepts(Shape.of(7, 5))).isFalse();
        assertThat(Shape.of(-1, 4).accepts(Shape.of(4))).isFalse();
        assertThat(Shape.SCALAR.accepts(Shape.SCALAR)).isTrue();
    }

    @Test
    void isNotChangedByTheArrayItWasMadeOf() {
        long[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 9;
        shape.toArray()[1] = 9;

        assertThat(shape).isEqualTo(Shape.of(2, 3)).hasToString("[2, 3]");
    }

    @Test
    void givesAnotherLengthOrARow() {
        assertThat(Shape.of(2, 3).with(0, 5)).isEqualTo(Shape.of(5, 3));
        assertThat(Shape.of(2, 3).ofRow()).isEqualTo(Shape.of(3));
        assertThat(Shape.of(2).ofRow()).isSameAs(Shape.SCALAR);
    }
}

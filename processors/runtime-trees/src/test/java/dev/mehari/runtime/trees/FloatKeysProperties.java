// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class FloatKeysProperties {
    @Property
    void keysAreOrderedAsTheirFloats(@ForAll("numbers") float a, @ForAll("numbers") float b) {
        assertThat(FloatKeys.of(a) < FloatKeys.of(b)).isEqualTo(a < b);
        assertThat(FloatKeys.of(a) == FloatKeys.of(b)).isEqualTo(a == b);
    }

    @Property
    void missingIsBelowAll(@ForAll("numbers") float a) {
        assertThat(FloatKeys.of(a)).isGreaterThan(FloatKeys.MISSING).isLessThan(Forest.HIGHEST);
        assertThat(FloatKeys.of(Float.intBitsToFloat(0xffc0_0001))).isEqualTo(FloatKeys.MISSING);
    }

    /** Any 32 bits but NaN, and often the odd ones. */
    @Provide
    static Arbitrary<Float> numbers() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().map(Float::intBitsToFloat),
                        Arbitraries.of(
                                0f,
                                -0f,
                                Float.MIN_VALUE,
                                -Float.MIN_VALUE,
                                Float.MAX_VALUE,
                                -Float.MAX_VALUE,
                                Float.POSITIVE_INFINITY,
                                Float.NEGATIVE_INFINITY,
                                1f,
                                Math.nextUp(1f)))
                .filter(x -> !Float.isNaN(x));
    }
}

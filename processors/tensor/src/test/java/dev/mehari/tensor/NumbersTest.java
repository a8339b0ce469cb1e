// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.math.BigInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "INT8, -128, 127",
        "UINT8, 0, 255",
        "INT16, -32768, 32767",
        "UINT16, 0, 65535",
        "INT32, -2147483648, 2147483647",
        "UINT32, 0, 4294967295",
        "BOOL, 0, 1"
    })
    void integersHoldWholeNumbersFromTheSmallestToTheLargest(Datatype datatype, double least, double most) {
        assertThat(Numbers.holds(datatype, least)).isTrue();
        assertThat(Numbers.holds(datatype, most)).isTrue();
        assertThat(Numbers.holds(datatype, least - 1)).isFalse();
        assertThat(Numbers.holds(datatype, most + 1)).isFalse();
        assertThat(Numbers.holds(datatype, 0.5)).isFalse();
    }

    @Test
    void sixtyFourBitsEndJustBelowThePowerOfTwo() {
        assertThat(Numbers.holds(Datatype.INT64, Math.nextDown(0x1p63))).isTrue();
        assertThat(Numbers.holds(Datatype.INT64, 0x1p63)).isFalse();
        assertThat(Numbers.holds(Datatype.INT64, -0x1p63)).isTrue();
        assertThat(Numbers.holds(Datatype.INT64, Math.nextDown(-0x1p63))).isFalse();
        assertThat(Numbers.holds(Datatype.UINT64, Math.nextDown(0x1p64))).isTrue();
        assertThat(Numbers.holds(Datatype.UINT64, 0x1p64)).isFalse();
        assertThat(Numbers.holds(Datatype.UINT64, -1)).isFalse();
    }

    @Test
    void floatsHoldWhatDoesNotBecomeInfinite() {
        assertThat(Numbers.holds(Datatype.FP16, 65519.999)).isTrue();
        assertThat(Numbers.holds(Datatype.FP16, 65520)).isFalse();
        assertThat(Numbers.holds(Datatype.FP32, Float.MAX_VALUE)).isTrue();
        assertThat(Numbers.holds(Datatype.FP32, 3.5e38)).isFalse();
        assertThat(Numbers.holds(Datatype.BF16, 3.39e38)).isTrue();
        assertThat(Numbers.holds(Datatype.BF16, 3.3999e38)).isFalse();
        assertThat(Numbers.holds(Datatype.FP64, Double.MAX_VALUE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void onlyFloatsHoldNanAndInfinities(Datatype datatype) {
        assertThat(Numbers.holds(datatype, Double.NaN)).isEqualTo(datatype.isFloat());
        assertThat(Numbers.holds(datatype, Double.POSITIVE_INFINITY)).isEqualTo(datatype.isFloat());
        assertThat(Numbers.holds(datatype, Double.NEGATIVE_INFINITY)).isEqualTo(datatype.isFloat());
    }

    @Test
    void bytesHoldNoNumber() {
        assertThat(Numbers.holds(Datatype.BYTES, 0)).isFalse();
    }

    @Test
    void unsignedLongsGoToDoublesAndBack() {
        for (double value : new double[] {0, 1, 0x1p53, 0x1p63, 0x1p63 + 2048, Math.nextDown(0x1p64)}) {
            assertThat(Numbers.unsignedToDouble(Numbers.toUnsignedLong(value))).isEqualTo(value);
        }
    }

    @Test
    void unsignedLongsRoundOnce() {
        long[] tricky = {
            -1,
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            0x8000_0000_0000_0400L,
            0x8000_0000_0000_0401L,
            0x8000_0080_0000_0000L,
            0x8000_0080_0000_0001L,
            0x8000_0180_0000_0000L,
            0xffff_ff7f_ffff_ffffL
        };
        for (long bits : tricky) {
            BigInteger exact = new BigInteger(Long.toUnsignedString(bits));
            assertThat(Numbers.unsignedToDouble(bits)).isEqualTo(exact.doubleValue());
            assertThat(Numbers.unsignedToFloat(bits)).isEqualTo(exact.floatValue());
        }
    }

    @Test
    void longsRoundToBf16Once() {
        // 1.00000001 in binary times 2^62 is a tie in BF16; one more is above it, which a double can't see.
        long tie = 1L << 62 | 1L << 54;

        assertThat(HalfFloats.fromBf16(Numbers.toBf16(tie))).isEqualTo(0x1p62f);
        assertThat(HalfFloats.fromBf16(Numbers.toBf16(tie + 1))).isEqualTo(0x1p62f + 0x1p55f);
        assertThat(HalfFloats.fromBf16(Numbers.toBf16(-tie))).isEqualTo(-0x1p62f);
        assertThat(HalfFloats.fromBf16(Numbers.toBf16(-tie - 1))).isEqualTo(-0x1p62f - 0x1p55f);
        assertThat(HalfFloats.fromBf16(Numbers.toBf16(Long.MIN_VALUE))).isEqualTo(-0x1p63f);
        assertThat(HalfFloats.fromBf16(Numbers.unsignedToBf16(2 * tie))).isEqualTo(0x1p63f);
        assertThat(HalfFloats.fromBf16(Numbers.unsignedToBf16(2 * tie + 1))).isEqualTo(0x1p63f + 0x1p56f);
        assertThat(HalfFloats.fromBf16(Numbers.unsignedToBf16(-1))).isEqualTo(0x1p64f);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

import dev.mehari.tensor.Datatype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTest {
    private static final BigInteger TWO_63 = BigInteger.TWO.pow(63);

    @Test
    void wholeNumbersAreLongsWhileTheyFit() {
        assertThat(Figures.canonical((Number) Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(Figures.canonical((Number) TWO_63)).isEqualTo(TWO_63);
        assertThat(Figures.canonical((Number) TWO_63.subtract(BigInteger.ONE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Figures.canonical((Number) 0x1p53)).isEqualTo(1L << 53);
        assertThat(Figures.canonical((Number) 0x1p54)).isEqualTo(0x1p54);
    }

    @Test
    void hugeDecimalsTakeNoMemory() {
        assertThat(Figures.canonical((Number) new BigDecimal("1e-999999999"))).isEqualTo(0L);
        assertThat(Figures.canonical((Number) new BigDecimal("1e100"))).isEqualTo(1e100);
    }

    @Test
    void comparesExactlyWhateverTheForm() {
        assertThat(Figures.compare(Long.MAX_VALUE, 0x1p63)).isNegative();
        assertThat(Figures.compare((1L << 53) + 1, 0x1p53)).isPositive();
        assertThat(Figures.compare(TWO_63, 0x1p63)).isZero();
        assertThat(Figures.compare(-0.0, 0L)).isZero();
        assertThat(Figures.firstDescent(List.of(1L, 1.5, TWO_63))).isEqualTo(-1);
    }

    @Test
    void fitsTheEndsOfEachInteger() {
        for (Datatype datatype : Datatype.values()) {
            if (datatype.isInteger()) {
                BigInteger least = BigInteger.valueOf(datatype.minInteger());
                BigInteger most = new BigInteger(Long.toUnsignedString(datatype.maxInteger()));
                assertThat(Figures.fits(datatype, Figures.canonical((Number) least)))
                        .isTrue();
                assertThat(Figures.fits(datatype, Figures.canonical((Number) most)))
                        .isTrue();
                assertThat(Figures.fits(datatype, Figures.canonical((Number) least.subtract(BigInteger.ONE))))
                        .isFalse();
                assertThat(Figures.fits(datatype, Figures.canonical((Number) most.add(BigInteger.ONE))))
                        .isFalse();
                assertThat(Figures.toLong(Figures.canonical((Number) most))).isEqualTo(datatype.maxInteger());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            names = {"FP16", "BF16", "FP32", "FP64"})
    void floatsFitWhatDoesNotBecomeInfinite(Datatype datatype) {
        assertThat(Figures.fits(datatype, 65504L)).isTrue();
        assertThat(Figures.fits(datatype, 0.1)).isTrue();
        assertThat(Figures.fits(datatype, BigInteger.TEN.pow(400))).isFalse();
    }

    @Test
    void roundsLongsOnce() {
        assertThat(Figures.rounded(Datatype.FP32, (1L << 62 | 1L << 38) + 1)).isEqualTo(0x1p62 + 0x1p39);
        assertThat(Figures.rounded(Datatype.BF16, (1L << 62 | 1L << 54) + 1)).isEqualTo(0x1p62 + 0x1p55);
        assertThat(Figures.rounded(Datatype.FP16, 2049L)).isEqualTo(2048);
    }
}

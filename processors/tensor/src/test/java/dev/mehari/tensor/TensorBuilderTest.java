// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TensorBuilderTest {
    private static Tensor one(Datatype datatype, double value) {
        return Tensor.filled(datatype, Shape.of(1), value);
    }

    @Test
    void roundsToTheNearestFloat() {
        assertThat(one(Datatype.FP32, 0.1).floatAt(0)).isEqualTo(0.1f);
        assertThat(one(Datatype.FP64, 0.1).doubleAt(0)).isEqualTo(0.1);
        assertThat(one(Datatype.FP16, 2049).floatAt(0)).isEqualTo(2048);
        assertThat(one(Datatype.FP16, 2051).floatAt(0)).isEqualTo(2052);
        assertThat(one(Datatype.BF16, 257).floatAt(0)).isEqualTo(256);
        // Half way between two BF16 as a float, but above it as a double: one rounding, not two.
        assertThat(one(Datatype.BF16, 257 + 1e-12).floatAt(0)).isEqualTo(258);
        assertThat(one(Datatype.FP16, 1e6).floatAt(0)).isEqualTo(Float.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, 128",
        "INT8, -129",
        "UINT8, -1",
        "UINT8, 256",
        "INT32, 0.5",
        "INT64, 1e19",
        "UINT64, 2e19",
        "UINT64, -1",
        "BOOL, 2",
        "INT16, NaN",
        "UINT64, NaN",
        "UINT32, Infinity"
    })
    void refusesWhatAnIntegerDoesNotHold(Datatype datatype, double value) {
        assertThatThrownBy(() -> one(datatype, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(datatype + " doesn't hold");
    }

    @ParameterizedTest
    @EnumSource(value = Datatype.class, mode = Mode.EXCLUDE, names = "BYTES")
    void writesTheLargestIntegers(Datatype datatype) {
        if (datatype.isInteger()) {
            TensorBuilder builder = new TensorBuilder(datatype, Shape.of(2));
            builder.setLong(0, datatype.minInteger());
            builder.setLong(1, datatype.maxInteger());

            assertThat(builder.build().toLongs()).containsExactly(datatype.minInteger(), datatype.maxInteger());
        }
    }

    @Test
    void writesLongsIntoFloatsWithOneRounding() {
        // Above the tie of two floats and of two BF16, by less than a double sees.
        long justAbove = (1L << 62 | 1L << 38) + 1;
        TensorBuilder floats = new TensorBuilder(Datatype.FP32, Shape.of(1));
        floats.setLong(0, justAbove);
        TensorBuilder brief = new TensorBuilder(Datatype.BF16, Shape.of(1));
        brief.setLong(0, (1L << 62 | 1L << 54) + 1);

        assertThat(floats.build().floatAt(0)).isEqualTo(0x1p62f + 0x1p39f);
        assertThat(brief.build().floatAt(0)).isEqualTo(0x1p62f + 0x1p55f);
    }

    @Test
    void whatIsNotWrittenIsZero() {
        assertThat(new TensorBuilder(Datatype.FP16, Shape.of(2)).build())
                .isEqualTo(one(Datatype.FP16, 0).gather(new int[] {0, 0}));
    }

    @ParameterizedTest
    @EnumSource(value = Datatype.class, mode = Mode.EXCLUDE, names = "BYTES")
    void writesNothingOutside(Datatype datatype) {
        TensorBuilder builder = new TensorBuilder(datatype, Shape.of(2));

        assertThatThrownBy(() -> builder.setDouble(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> builder.setLong(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void givesItsTensorAwayOnce() {
        TensorBuilder builder = TensorBuilder.direct(Datatype.BOOL, Shape.of(1));
        builder.setBoolean(0, true);

        assertThat(builder.build().booleanAt(0)).isTrue();
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void textsAreNotBuilt() {
        assertThatThrownBy(() -> new TensorBuilder(Datatype.BYTES, Shape.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Tensor.of");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.math.BigInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class DatatypeTest {
    @ParameterizedTest
    @EnumSource(Datatype.class)
    void isFoundByItsName(Datatype datatype) {
        assertThat(Datatype.named(datatype.name())).contains(datatype);
    }

    @Test
    void namesAreExact() {
        assertThat(Datatype.named("fp32")).isEmpty();
        assertThat(Datatype.named("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void integersSpanAllBits(Datatype datatype) {
        if (datatype.isInteger()) {
            BigInteger least = BigInteger.valueOf(datatype.minInteger());
            BigInteger most = new BigInteger(Long.toUnsignedString(datatype.maxInteger()));
            assertThat(most.subtract(least).add(BigInteger.ONE)).isEqualTo(BigInteger.TWO.pow(8 * datatype.width()));
        }
    }

    @Test
    void boolAndBytesAreNoNumbers() {
        assertThat(Datatype.BOOL.isNumeric()).isFalse();
        assertThat(Datatype.BYTES.isNumeric()).isFalse();
        assertThat(Datatype.BF16.isNumeric()).isTrue();
        assertThat(Datatype.UINT8.isNumeric()).isTrue();
    }
}

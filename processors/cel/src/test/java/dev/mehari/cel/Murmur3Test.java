// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import com.google.common.hash.Hashing;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("rule-22")
class Murmur3Test {
    /** The first words that the tests of github.com/spaolacci/murmur3 1.1.0 give for seed 0. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|0000000000000000",
                "hello|cbd8a7b341bd9b02",
                "hello, world|342fac623a5ebc8e",
                "19 Jan 2038 at 3:14:07 AM|b89e5988b737affc",
                "The quick brown fox jumps over the lazy dog.|cd99481f9ee902c9"
            })
    void givesThePublishedFirstWord(String text, String hash) {
        long expected = Long.parseUnsignedLong(hash, 16);
        assertThat(Murmur3.firstWord(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
    }

    @Test
    void agreesWithGuavaOnAllLengths() {
        Random random = new Random(3);
        for (int length = 0; length < 200; length++) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            long expected = Hashing.murmur3_128(0).hashBytes(content).asLong();
            assertThat(Murmur3.firstWord(content)).as("%d bytes", length).isEqualTo(expected);
        }
    }

    @Test
    void rule22_uIsTheFirstWordOfSaltColonKeyShiftedToFiftyThreeBits() {
        long h1 = Hashing.murmur3_128(0)
                .hashString("credit/ab:ké", StandardCharsets.UTF_8)
                .asLong();
        assertThat(StickyHash.unit("credit/ab", "ké")).isEqualTo((h1 >>> 11) / 0x1p53);
    }

    @Test
    void spreadsKeysEvenly() {
        int[] buckets = new int[10];
        for (int i = 0; i < 100_000; i++) {
            buckets[(int) (10 * StickyHash.unit("credit", "customer-" + i))]++;
        }
        // Binomial with p = 0.1: 5 standard deviations are 474.
        for (int count : buckets) {
            assertThat(count).isBetween(9_526, 10_474);
        }
    }
}

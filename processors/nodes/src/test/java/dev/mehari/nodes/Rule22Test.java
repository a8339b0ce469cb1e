// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.cel.StickyHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rule 22, the decision alone: where a key falls, and which arm that is. */
class Rule22Test {
    @Test
    void keysFallWhereAnotherImplementationSays() throws IOException {
        int vectors = 0;
        for (String line : lines()) {
            String[] fields = line.split("\t");
            String key = JsonMapper.builder().build().readValue(fields[2], String.class);
            assertThat(StickyHash.unit(fields[0] + "/" + fields[1], key))
                    .as(line)
                    .isEqualTo(Double.parseDouble(fields[4]));
            vectors++;
        }
        assertThat(vectors).isEqualTo(192);
    }

    /** Written by sticky.py with mmh3 5.1.0. */
    private static List<String> lines() throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Rule22Test.class.getResourceAsStream("sticky.tsv"), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 1",
        "0.049999999999999996, 1",
        "0.05000000000000011, 3",
        "0.9998999999999999, 3",
        "0.9999, 4",
        "0.9999999999999999, 4"
    })
    void theFirstArmIsTakenWhoseCumulatedWeightExceedsIt(double u, int arm) {
        long[] limits = ArmChooser.limits(new int[] {0, 500, 0, 9499, 1, 0});
        assertThat(ArmChooser.armOf(u, limits)).isEqualTo(arm);
    }

    @Test
    void aThousandArmsAreToldApart() {
        int[] weights = IntStream.range(0, 1000).map(i -> 10).toArray();
        long[] limits = ArmChooser.limits(weights);
        for (int i = 0; i < 1000; i++) {
            assertThat(ArmChooser.armOf((i + 0.5) / 1000, limits)).isEqualTo(i);
        }
    }

    @Test
    void weightsSumToAHundred() {
        assertThatThrownBy(() -> ArmChooser.limits(new int[] {5000, 4000}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the weights of the arms sum to 90.0, not to 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "user=ada; tier=gold   | user | ada",
                "user=ada;tier=gold    | tier | gold",
                "user=first; user=last | user | first",
                "user=\"ada\"           | user | ada",
                "User=ada              | user | ``",
                "superuser=eve         | user | ``",
                "a=user=eve; user=ada  | user | ada",
                "user                  | user | ``",
                ";;=; user=a=b         | user | a=b",
                "user=                 | user | ``",
                "user=\"               | user | \"",
            })
    void cookiesAreReadByName(String header, String name, String value) {
        assertThat(Cookies.find(header, name)).isEqualTo(value);
    }
}

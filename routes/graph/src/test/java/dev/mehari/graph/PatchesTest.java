// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PatchesTest {
    private static final String TEXT = "a: one # first\r\nbéé: 😀 two\nc: three";

    @Test
    void changesOnePlaceAndKeepsTheRest() {
        assertThat(Patches.apply(TEXT, List.of(new Patch(1, 4, "one", "1"))))
                .isEqualTo("a: 1 # first\r\nbéé: 😀 two\nc: three");
    }

    @Test
    void countsColumnsInCharacters() {
        assertThat(Patches.apply(TEXT, List.of(new Patch(2, 8, "two", "2"))))
                .isEqualTo("a: one # first\r\nbéé: 😀 2\nc: three");
    }

    @Test
    void appliesSeveralInAnyOrderAndEqualOnesOnce() {
        Patch first = new Patch(1, 4, "one", "1");
        Patch last = new Patch(3, 4, "three", "3");
        assertThat(Patches.apply(TEXT, List.of(last, first, last))).isEqualTo("a: 1 # first\r\nbéé: 😀 two\nc: 3");
    }

    @Test
    void putsTextIn() {
        assertThat(Patches.apply("a: b", List.of(new Patch(1, 4, "", "big ")))).isEqualTo("a: big b");
    }

    @Test
    void doesNotCountAByteOrderMark() {
        assertThat(Patches.apply("\uFEFFa: b", List.of(new Patch(1, 4, "b", "c"))))
                .isEqualTo("\uFEFFa: c");
    }

    @Test
    void refusesAPatchForAnotherText() {
        assertThatThrownBy(() -> Patches.apply("a: two", List.of(new Patch(1, 4, "one", "1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the text at line 1, column 4 isn't 'one': the patch was made for another text. Check again.");
        assertThatThrownBy(() -> Patches.apply("a", List.of(new Patch(9, 1, "one", "1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Patches.apply("a", List.of(new Patch(1, 9, "one", "1"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesPatchesThatOverlap() {
        assertThatThrownBy(
                        () -> Patches.apply("a: one", List.of(new Patch(1, 4, "one", "1"), new Patch(1, 5, "ne", "2"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("two patches want to change line 1, column 5.");
    }
}

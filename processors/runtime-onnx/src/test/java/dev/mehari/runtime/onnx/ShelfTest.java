// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShelfTest {
    private final Shelf<String> shelf = new Shelf<>();

    @Test
    void givesWhatWasLeft() {
        shelf.leave("a");

        assertThat(shelf.take(any -> true)).isEqualTo("a");
        assertThat(shelf.take(any -> true)).isNull();
    }

    @Test
    void givesOnlyWhatFits() {
        shelf.leave("a");
        shelf.leave("b");

        assertThat(shelf.take("b"::equals)).isEqualTo("b");
        assertThat(shelf.take("b"::equals)).isNull();
        assertThat(shelf.clear()).containsExactly("a");
    }

    @Test
    void neverGrowsAndLosesNothing() {
        Set<String> left = new HashSet<>();
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            left.add("object " + i);
            String evicted = shelf.leave("object " + i);
            if (evicted != null) {
                given.add(evicted);
            }
        }

        assertThat(given).hasSizeGreaterThan(60);
        given.addAll(shelf.clear());
        assertThat(given).isEqualTo(left);
    }
}

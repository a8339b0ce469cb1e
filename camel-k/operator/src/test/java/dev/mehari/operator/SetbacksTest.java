// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SetbacksTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);
    private final Setbacks setbacks = new Setbacks();

    @Test
    void waitsTwiceAsLongEachTime() {
        assertThat(setbacks.add("u", "x").pause(FIRST, MOST)).isEqualTo(Duration.ofSeconds(1));
        assertThat(setbacks.add("u", "x").pause(FIRST, MOST)).isEqualTo(Duration.ofSeconds(2));
        assertThat(setbacks.add("u", "x").pause(FIRST, MOST)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void neverWaitsLongerThanTheMost() {
        for (int i = 0; i < 200; i++) {
            assertThat(setbacks.add("u", "x").pause(FIRST, MOST)).isBetween(FIRST, MOST);
        }
    }

    @Test
    void startsAnewAfterASuccess() {
        setbacks.add("u", "x");
        setbacks.over("u");
        assertThat(setbacks.add("u", "x").times()).isEqualTo(1);
    }

    @Test
    void countsEachGraphForItself() {
        setbacks.add("u", "x");
        assertThat(setbacks.add("v", "x").times()).isEqualTo(1);
    }

    @Test
    void tellsSameFailuresOnce() {
        assertThat(setbacks.add("u", "x").isNew()).isTrue();
        assertThat(setbacks.add("u", "x").isNew()).isFalse();
        assertThat(setbacks.add("u", "y").isNew()).isTrue();
    }

    @Test
    void knowsWhatHasEnded() {
        assertThat(setbacks.end("u")).isTrue();
        assertThat(setbacks.end("u")).isFalse();
        assertThat(setbacks.hasEnded("u")).isTrue();
        assertThat(setbacks.hasEnded("v")).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The breaker of rule 25, on a clock of its own. */
class BreakerTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
    private final Breaker breaker = new Breaker(3, Duration.ofNanos(10), clock::get);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.mayAsk()).isTrue();
            breaker.failed();
        }
    }

    @Test
    void opensAfterFailuresInARow() {
        fail(2);
        breaker.succeeded();
        fail(2);
        assertThat(breaker.mayAsk()).isTrue();
        assertThat(breaker.failed()).isTrue();
        assertThat(breaker.mayAsk()).isFalse();
    }

    @Test
    void tellsOnceThatItOpened() {
        fail(3);
        assertThat(breaker.failed()).as("one that was asked before").isFalse();
    }

    @Test
    void letsOneThroughAfterThePause() {
        fail(3);
        clock.addAndGet(9);
        assertThat(breaker.mayAsk()).isFalse();
        clock.addAndGet(1);
        assertThat(breaker.mayAsk()).isTrue();
        assertThat(breaker.mayAsk()).isFalse();
    }

    @Test
    void closesWhenThatOneSucceeds() {
        fail(3);
        clock.addAndGet(10);
        assertThat(breaker.mayAsk()).isTrue();
        breaker.succeeded();
        fail(2);
        assertThat(breaker.mayAsk()).isTrue();
    }

    @Test
    void opensAgainWhenThatOneFails() {
        fail(3);
        clock.addAndGet(10);
        assertThat(breaker.mayAsk()).isTrue();
        assertThat(breaker.failed()).isFalse();
        clock.addAndGet(9);
        assertThat(breaker.mayAsk()).isFalse();
        clock.addAndGet(1);
        assertThat(breaker.mayAsk()).isTrue();
    }

    @Test
    void letsTheNextThroughWhereNobodyKnowsHowItWent() {
        fail(3);
        clock.addAndGet(10);
        assertThat(breaker.mayAsk()).isTrue();
        breaker.unknown();
        assertThat(breaker.mayAsk()).isTrue();
    }

    @Test
    void letsAnotherThroughWhereOneNeverCameBack() {
        fail(3);
        clock.addAndGet(10);
        assertThat(breaker.mayAsk()).isTrue();
        clock.addAndGet(10);
        assertThat(breaker.mayAsk()).isTrue();
    }
}

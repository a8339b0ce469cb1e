// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Tries something again that failed for a moment: after a pause that doubles each time, of which up to a half is left to
 * chance, so that many pods that start together don't ask together.
 *
 * @param most how often it is tried
 * @param pause before the second try
 */
record Tries(int most, Duration pause, RandomGenerator random) {
    /** Something that may be tried again. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    static Tries standard() {
        return new Tries(4, Duration.ofMillis(300), RandomGenerator.getDefault());
    }

    /** @param ask whose time bounds the tries */
    <T> T run(HttpAsk ask, Attempt<T> attempt) throws IOException {
        for (int tried = 1; ; tried++) {
            try {
                return attempt.run();
            } catch (TemporaryException e) {
                Duration wait = pause.multipliedBy(1L << (tried - 1));
                if (tried >= most || !ask.hasTimeAfter(wait)) {
                    throw tried == 1 ? e : new IOException(e.getMessage() + ", the last of " + tried + " tries", e);
                }
                sleep(wait.minusMillis((long) (wait.toMillis() * random.nextDouble() / 2)));
            }
        }
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        }
    }
}

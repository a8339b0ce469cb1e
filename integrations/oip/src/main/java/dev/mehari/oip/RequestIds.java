// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids for requests whose clients gave none: a random word of the process (80 bits, drawn once) and a count,
 * {@code 7d1kq0v6m2xg4t8e-1f}. Unique across processes, and cheap. Thread-safe.
 */
public final class RequestIds {
    private static final int WORD_LENGTH = 16;
    private static final int BASE = 32;

    private final String word;
    private final AtomicLong count = new AtomicLong();

    public RequestIds() {
        StringBuilder drawn = new StringBuilder();
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < WORD_LENGTH; i++) {
            drawn.append(Character.forDigit(random.nextInt(BASE), BASE));
        }
        this.word = drawn.append('-').toString().toLowerCase(Locale.ROOT);
    }

    public String next() {
        return word.concat(Long.toString(count.incrementAndGet(), BASE));
    }
}

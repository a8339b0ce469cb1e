// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * One {@code mehari.*} setting of a door, as the table of all settings shows it.
 *
 * @param byDefault the value that holds where none is given, as one would write it
 * @param meaning what it says, with its unit
 */
public record Setting(String name, String byDefault, String meaning) {

    /** Looks a value up by the setting's name; null where none is given. */
    @FunctionalInterface
    public interface Source extends UnaryOperator<@Nullable String> {}

    /** The text given for it, or the default. */
    public String text(Source source) {
        @Nullable String given = source.apply(name);
        return given == null || given.isBlank() ? byDefault : given.strip();
    }

    /**
     * A count, or a size with or without a unit: {@code 1024}, {@code 64MiB}, {@code 16KiB}, {@code 2GiB}.
     *
     * @throws IllegalArgumentException with a message for people if it is none, or not within the bounds
     */
    public long number(Source source, long min, long max) {
        String text = text(source);
        String upper = text.toUpperCase(Locale.ROOT);
        int shift = upper.endsWith("KIB") ? 10 : upper.endsWith("MIB") ? 20 : upper.endsWith("GIB") ? 30 : 0;
        String digits = (shift == 0 ? text : text.substring(0, text.length() - 3)).strip();
        try {
            long value = Math.multiplyExact(Long.parseLong(digits), 1L << shift);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw wrong(text, "a whole number, with KiB, MiB or GiB behind it for a size", e);
        }
        throw wrong(text, "a number of " + min + " to " + max, null);
    }

    public int count(Source source, int min) {
        return (int) number(source, min, Integer.MAX_VALUE);
    }

    /** A duration as graph files have it: {@code 50ms}, {@code 2s}, {@code 1m}. */
    public Duration duration(Source source) {
        String text = text(source);
        String unit = text.endsWith("ms") ? "ms" : text.isEmpty() ? "" : text.substring(text.length() - 1);
        try {
            long value = Long.parseLong(text.substring(0, text.length() - unit.length()));
            Duration duration =
                    switch (unit) {
                        case "ms" -> Duration.ofMillis(value);
                        case "s" -> Duration.ofSeconds(value);
                        case "m" -> Duration.ofMinutes(value);
                        default -> Duration.ZERO;
                    };
            if (!duration.isZero() && !duration.isNegative()) {
                return duration;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw wrong(text, "a duration such as 50ms, 2s or 1m", e);
        }
        throw wrong(text, "a duration such as 50ms, 2s or 1m", null);
    }

    private IllegalArgumentException wrong(String text, String wanted, @Nullable Throwable cause) {
        return new IllegalArgumentException("setting " + name + ": " + Quoted.name(text) + " is not " + wanted, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they are written elsewhere, in the form of a graph file. A number without a unit may be anything. */
final class Durations {
    private static final Pattern ELSEWHERE = Pattern.compile(
            "([0-9]{1,9}(?:\\.[0-9]{1,3})?) *(ms|msecs?|millis|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?)",
            Pattern.CASE_INSENSITIVE);

    private Durations() {}

    /** The duration that is certainly meant; empty if there is none. */
    static Optional<String> meant(String text) {
        return millis(text).filter(n -> n > 0 && n <= 999_999_999).map(n -> {
            if (n % 60_000 == 0) {
                return n / 60_000 + "m";
            }
            return n % 1000 == 0 ? n / 1000 + "s" : n + "ms";
        });
    }

    private static Optional<Long> millis(String text) {
        if (text.length() > 40) {
            return Optional.empty();
        }
        Matcher matcher = ELSEWHERE.matcher(text);
        if (!matcher.matches()) {
            return iso(text);
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        long factor = unit.startsWith("ms") || unit.startsWith("mil")
                ? 1
                : switch (unit.charAt(0)) {
                    case 's' -> 1000;
                    case 'm' -> 60_000;
                    default -> 3_600_000;
                };
        BigDecimal millis = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
        boolean whole = millis.stripTrailingZeros().scale() <= 0;
        return whole ? Optional.of(millis.longValueExact()) : Optional.empty();
    }

    /** {@code PT2S}, as ISO 8601 has it. */
    private static Optional<Long> iso(String text) {
        if (!text.startsWith("P")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.parse(text).toMillis());
        } catch (DateTimeParseException | ArithmeticException noDuration) {
            return Optional.empty();
        }
    }
}

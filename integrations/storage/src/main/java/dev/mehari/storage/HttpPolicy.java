// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a download may cost, and where it may go.
 *
 * @param maxBytes the size of a file, at most
 * @param answerTimeout until the connection stands, and again until the answer begins
 * @param timeout for a whole download, redirects included
 * @param maxRedirects how often one address may lead to another
 * @param hosts names of hosts that may be asked, lower case, {@code *.example.org} for all below; empty allows all
 */
record HttpPolicy(long maxBytes, Duration answerTimeout, Duration timeout, int maxRedirects, List<String> hosts) {
    static final String MAX_BYTES = "mehari.storage.http.max-bytes";
    static final String ANSWER_TIMEOUT = "mehari.storage.http.answer-timeout";
    static final String TIMEOUT = "mehari.storage.http.timeout";
    static final String HOSTS = "mehari.storage.http.hosts";

    static final HttpPolicy DEFAULT =
            new HttpPolicy(4L << 30, Duration.ofSeconds(30), Duration.ofMinutes(15), 5, List.of());

    HttpPolicy {
        hosts = List.copyOf(hosts);
        if (maxBytes <= 0 || !isPositive(answerTimeout) || !isPositive(timeout) || maxRedirects < 0) {
            throw new IllegalArgumentException("sizes and times of downloads are above 0");
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    /**
     * The defaults, changed by settings.
     *
     * @param setting the value of a setting, if it is set
     * @throws IllegalArgumentException naming a setting that can't be read
     */
    static HttpPolicy of(Function<String, Optional<String>> setting) {
        return new HttpPolicy(
                setting.apply(MAX_BYTES).map(text -> bytes(MAX_BYTES, text)).orElse(DEFAULT.maxBytes),
                setting.apply(ANSWER_TIMEOUT)
                        .map(text -> duration(ANSWER_TIMEOUT, text))
                        .orElse(DEFAULT.answerTimeout),
                setting.apply(TIMEOUT).map(text -> duration(TIMEOUT, text)).orElse(DEFAULT.timeout),
                DEFAULT.maxRedirects,
                setting.apply(HOSTS).map(HttpPolicy::list).orElse(DEFAULT.hosts));
    }

    private static long bytes(String setting, String text) {
        try {
            long bytes = Long.parseLong(text.strip());
            if (bytes > 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // said below, with the setting's name
        }
        throw new IllegalArgumentException(setting + " is '" + text + "', not a number of bytes above 0");
    }

    /** {@code 500ms}, {@code 30s} or {@code 15m}. */
    private static Duration duration(String setting, String text) {
        String compact = text.strip().toUpperCase(Locale.ROOT);
        try {
            Duration duration = compact.endsWith("MS")
                    ? Duration.ofMillis(Long.parseLong(compact.substring(0, compact.length() - 2)))
                    : Duration.parse("PT" + compact);
            if (isPositive(duration)) {
                return duration;
            }
        } catch (DateTimeParseException | NumberFormatException e) {
            // said below, with the setting's name
        }
        throw new IllegalArgumentException(setting + " is '" + text + "', not a time such as 30s or 15m");
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    boolean allowsHost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return hosts.isEmpty()
                || hosts.stream()
                        .anyMatch(allowed ->
                                allowed.startsWith("*.") ? name.endsWith(allowed.substring(1)) : name.equals(allowed));
    }
}

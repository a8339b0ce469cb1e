// SPDX-License-Identifier: Apache-2.0

package dev.mehari.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say whether and how long to wait for the operator. */
final class Waiting {
    @Option(
            names = {"-w", "--wait"},
            description = "Wait until the operator has done it.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = Written.class,
            description = "How long to wait, such as 90s. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofMinutes(5);

    boolean isWanted() {
        return wait;
    }

    Duration timeout() {
        return timeout;
    }

    String text() {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }

    /** {@code 500ms}, {@code 90s}, {@code 5m}, as a graph file writes durations. */
    static final class Written implements ITypeConverter<Duration> {
        private static final Pattern WRITTEN = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)");

        @Override
        public Duration convert(String text) {
            Matcher matcher = WRITTEN.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no duration such as 90s or 5m");
            }
            long n = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                default -> Duration.ofMinutes(n);
            };
        }
    }
}

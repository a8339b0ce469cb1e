// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single values; what isn't of the kind wanted is a finding and empty. */
final class Scalars {
    static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)");

    private Scalars() {}

    /** Text that isn't empty. */
    static Optional<String> text(Value value, Findings findings) {
        if (!(value instanceof Value.Scalar scalar)) {
            return wrong(value, "text", "", findings);
        }
        if (!Quoting.check(scalar, "", findings)) {
            return Optional.empty();
        }
        if (scalar.text().isEmpty()) {
            return wrong(value, "text", "", findings, "is empty text");
        }
        return Optional.of(scalar.text());
    }

    static Optional<Boolean> bool(Value value, Findings findings) {
        if (value instanceof Value.Scalar scalar) {
            Plain reading = scalar.reading();
            if (reading == Plain.BOOLEAN) {
                return Optional.of(
                        scalar.text().toLowerCase(java.util.Locale.ROOT).equals("true"));
            }
            if (reading == Plain.OLD_BOOLEAN) {
                String plain = scalar.text().matches("(?i)yes|on") ? "true" : "false";
                findings.add(
                        value.place(),
                        Severity.ERROR,
                        scalar.text() + " isn't a boolean in YAML 1.2",
                        "Write " + plain + ".",
                        scalar.replace(plain));
                return Optional.empty();
            }
        }
        return wrong(value, "true or false", "", findings);
    }

    /** A whole number from 1. */
    static Optional<Long> count(Value value, Findings findings) {
        return count(value, 1, findings);
    }

    static Optional<Long> count(Value value, int from, Findings findings) {
        Optional<BigDecimal> number = number(value, findings);
        if (number.isPresent() && !isWholeIn(number.get(), from, Long.MAX_VALUE)) {
            return wrong(
                    value,
                    "a whole number from " + from,
                    "",
                    findings,
                    "is " + number.get().toPlainString());
        }
        return number.map(BigDecimal::longValueExact);
    }

    static Optional<Integer> whole(Value value, int min, int max, Findings findings) {
        Optional<BigDecimal> number = number(value, findings);
        if (number.isPresent() && !isWholeIn(number.get(), min, max)) {
            String wanted = "a whole number from " + min + " to " + max;
            return wrong(value, wanted, "", findings, "is " + ((Value.Scalar) value).text());
        }
        return number.map(BigDecimal::intValueExact);
    }

    static boolean isWholeIn(BigDecimal number, long min, long max) {
        boolean inRange =
                number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0;
        return inRange && number.stripTrailingZeros().scale() <= 0;
    }

    /** A number that FP64 can hold as a finite one. */
    static Optional<BigDecimal> number(Value value, Findings findings) {
        if (!(value instanceof Value.Scalar scalar) || scalar.reading() != Plain.NUMBER) {
            boolean quoted =
                    value instanceof Value.Scalar text && !text.plain() && Plain.of(text.text()) == Plain.NUMBER;
            return quoted ? quotedNumber((Value.Scalar) value, findings) : wrong(value, "a number", "", findings);
        }
        double nearest = Double.parseDouble(scalar.text());
        if (Double.isInfinite(nearest)) {
            return wrong(value, "a number", "", findings, "is " + scalar.text() + ", more than any float holds");
        }
        // Below the smallest double it is zero; a BigDecimal of such a scale would be dear to compare.
        return Optional.of(nearest == 0 ? BigDecimal.ZERO : new BigDecimal(scalar.text()));
    }

    private static Optional<BigDecimal> quotedNumber(Value.Scalar scalar, Findings findings) {
        findings.error(
                scalar.place(),
                "is " + shown(scalar) + ", a number is wanted",
                "Remove the quotes.",
                scalar.replace(scalar.text()));
        return Optional.empty();
    }

    /** {@code 50ms}, {@code 2s}, {@code 1m} (rule 1). */
    static Optional<Duration> duration(Value value, Findings findings) {
        if (!(value instanceof Value.Scalar scalar)) {
            return wrong(value, "a duration", "Write 50ms, 2s or 1m.", findings);
        }
        Matcher matcher = DURATION.matcher(scalar.text());
        if (!matcher.matches()) {
            Optional<String> meant = Durations.meant(scalar.text());
            findings.error(
                    value.place(),
                    "is '" + scalar.text() + "', a duration is wanted",
                    meant.map(m -> "Did you mean '" + m + "'?")
                            .orElse("Write a whole number and its unit: 50ms, 2s or 1m."),
                    meant.flatMap(m -> scalar.plain() ? scalar.replace(m) : scalar.patch(m)));
            return Optional.empty();
        }
        long n = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(n);
                    case "s" -> Duration.ofSeconds(n);
                    default -> Duration.ofMinutes(n);
                });
    }

    /** A number, a text, true, false or null: what stands in for something missing. */
    static Optional<DefaultValue> value(Value value, Findings findings) {
        if (!(value instanceof Value.Scalar scalar)) {
            findings.error(value.place(), "is " + value.kind() + ", a single value is wanted", "");
            return Optional.empty();
        }
        return switch (scalar.reading()) {
            case NUMBER -> number(value, findings).map(DefaultValue.OfNumber::new);
            case BOOLEAN -> bool(value, findings).map(DefaultValue.OfBoolean::new);
            case NULL -> Optional.of(new DefaultValue.Missing());
            case NOT_JSON -> {
                findings.error(
                        value.place(),
                        scalar.text() + " isn't a number in JSON",
                        "Write null for a missing value (NaN).");
                yield Optional.empty();
            }
            default ->
                Quoting.check(scalar, "", findings)
                        ? Optional.of(new DefaultValue.OfText(scalar.text()))
                        : Optional.empty();
        };
    }

    private static <T> Optional<T> wrong(Value value, String wanted, String mend, Findings findings) {
        String found = value instanceof Value.Scalar scalar && scalar.reading() != Plain.NULL
                ? "is " + shown(scalar)
                : "is " + value.kind();
        return wrong(value, wanted, mend, findings, found);
    }

    private static <T> Optional<T> wrong(Value value, String wanted, String mend, Findings findings, String found) {
        findings.error(value.place(), found + ", " + wanted + " is wanted", mend);
        return Optional.empty();
    }

    private static String shown(Value.Scalar scalar) {
        String text = scalar.text().length() > 60 ? scalar.text().substring(0, 60) + "…" : scalar.text();
        return scalar.reading() == Plain.TEXT ? "the text '" + text.replace('\n', ' ') + "'" : text;
    }
}

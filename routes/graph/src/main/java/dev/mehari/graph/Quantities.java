// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them: a number, then a suffix of 2 or 10, or an exponent. */
final class Quantities {
    /** No sign: nothing here can be less than zero. Lengths are bounded, so that no exponent costs memory. */
    static final Pattern QUANTITY = Pattern.compile(
            "([0-9]{1,18}(?:\\.[0-9]{0,18})?|\\.[0-9]{1,18})([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?");

    private static final Map<String, BigDecimal> FACTORS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private Quantities() {}

    /** The amount in cores or bytes; empty if it isn't one. */
    static Optional<BigDecimal> amount(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String digits = matcher.group(1);
        BigDecimal number = new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
        String suffix = matcher.group(2);
        if (suffix == null) {
            return Optional.of(number);
        }
        BigDecimal factor = FACTORS.get(suffix);
        return Optional.of(number.multiply(factor == null ? new BigDecimal("1" + suffix) : factor));
    }

    /** The amount of memory that is certainly meant: {@code 2GB}, {@code 2 Gi}, {@code 512m}; empty if there is none. */
    static Optional<String> meantMemory(String text) {
        Matcher matcher = Pattern.compile("([0-9]{1,9}) *([kKmMgGtT])(i?)[bB]?").matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) + matcher.group(2).toUpperCase(java.util.Locale.ROOT) + "i");
    }
}

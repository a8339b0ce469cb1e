// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Camel K, as its operator writes it into status: {@code 2.10.1}, {@code 2.11.0-SNAPSHOT}. */
public record CamelKVersion(int major, int minor, int patch) implements Comparable<CamelKVersion> {
    private static final Pattern FORM =
            Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})([-+].*)?", Pattern.DOTALL);
    private static final Comparator<CamelKVersion> ORDER = Comparator.comparingInt(CamelKVersion::major)
            .thenComparingInt(CamelKVersion::minor)
            .thenComparingInt(CamelKVersion::patch);

    /** The first that takes routes with schemes it doesn't know, and {@code enableServiceLinks} in templates. */
    static final CamelKVersion TAKES_FLOWS = new CamelKVersion(2, 11, 0);

    /** Empty where the text is no version. Nightly builds count as the release they lead to. */
    public static Optional<CamelKVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(new CamelKVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    public boolean isAtLeast(CamelKVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(CamelKVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}

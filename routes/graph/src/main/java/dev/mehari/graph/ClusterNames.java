// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;
import java.util.regex.Pattern;

/** The names that Kubernetes has for objects, namespaces, labels and hosts. */
enum ClusterNames {
    /** RFC 1123 subdomain, as most objects have it. */
    OBJECT(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            253,
            "an object's name",
            "a name such as credit-keys"),
    /** RFC 1123 label. */
    NAMESPACE("[a-z0-9]([-a-z0-9]*[a-z0-9])?", 63, "a namespace", "a name such as models"),
    /** With an optional DNS prefix of at most 253 characters. */
    LABEL_KEY(
            "([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?",
            317,
            "a label's key",
            "a key such as example.com/pool"),
    LABEL_VALUE(
            "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?",
            63,
            "a label's value",
            "at most 63 letters, digits, '-', '_', '.'"),
    /** As Gateway API has it: no address, no port; the first label may be a star. */
    HOST(
            "(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            253,
            "a host's name",
            "a DNS name in lower case, without scheme, port or path: credit.example.com");

    private final Pattern pattern;
    private final int max;
    private final String what;
    private final String mend;

    ClusterNames(String pattern, int max, String what, String mend) {
        this.pattern = Pattern.compile(pattern);
        this.max = max;
        this.what = what;
        this.mend = mend;
    }

    String pattern() {
        return pattern.pattern();
    }

    int max() {
        return max;
    }

    /** What is wrong with a text as such a name; empty if nothing is. */
    Optional<String> wrong(String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        if (text.length() > max) {
            return Optional.of("'" + shown + "' has " + text.length() + " characters, " + what + " has at most " + max);
        }
        boolean longPrefix = this == LABEL_KEY && text.indexOf('/') > OBJECT.max;
        boolean address = this == HOST && text.matches("[0-9.]+");
        return pattern.matcher(text).matches() && !longPrefix && !address
                ? Optional.empty()
                : Optional.of("'" + shown + "' can't be " + what);
    }

    String mend() {
        return "Write " + mend + ".";
    }
}

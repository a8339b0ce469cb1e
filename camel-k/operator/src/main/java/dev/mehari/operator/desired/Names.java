// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.regex.Pattern;

/**
 * What Kubernetes lets names, labels and hosts be. Whatever of a graph becomes one of them passes here first: these forms
 * have no character that means something in a path, a trait of Camel K, a selector or YAML.
 */
final class Names {
    private static final int MAX_LABEL = 63;
    private static final int MAX_SUBDOMAIN = 253;
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL_NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

    private Names() {}

    static boolean isWord(String text) {
        return WORD.matcher(text).matches();
    }

    /** RFC 1123: what a namespace or a pod's container may be called. */
    static boolean isLabel(String text) {
        return text.length() <= MAX_LABEL && LABEL.matcher(text).matches();
    }

    /** RFC 1035: what a Service may be called. */
    static boolean isServiceName(String text) {
        return isLabel(text) && !Character.isDigit(text.charAt(0));
    }

    /** RFC 1123: what a ConfigMap, a Secret or a claim may be called. */
    static boolean isSubdomain(String text) {
        return text.length() <= MAX_SUBDOMAIN && SUBDOMAIN.matcher(text).matches();
    }

    /** A host of a route: a subdomain of which the first label may be {@code *}. */
    static boolean isHost(String text) {
        return isSubdomain(text.startsWith("*.") ? text.substring(2) : text) && !text.matches("[0-9.]+");
    }

    /** {@code example.com/disk} or {@code disk}. */
    static boolean isLabelKey(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? isLabelName(text)
                : isSubdomain(text.substring(0, slash)) && isLabelName(text.substring(slash + 1));
    }

    private static boolean isLabelName(String text) {
        return text.length() <= MAX_LABEL && LABEL_NAME.matcher(text).matches();
    }

    static boolean isLabelValue(String text) {
        return text.isEmpty() || isLabelName(text);
    }
}

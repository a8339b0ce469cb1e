// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.time.Duration;

import org.apache.camel.CamelContext;

/**
 * What the settings of a process say about all its steps.
 *
 * @param breakerFailures after how many failures in a row a step isn't asked any more
 * @param breakerPause how long it isn't asked then
 * @param splitBytes how large a tensor of rows may become when a split repeats it for each item
 * @param callTimeout how long a call of another server may take where neither step nor request say
 * @param answerBytes how large its answer may be
 */
record NodeSettings(
        int breakerFailures, Duration breakerPause, long splitBytes, Duration callTimeout, long answerBytes) {
    static final String BREAKER_FAILURES = "mehari.breaker.failures";
    static final String BREAKER_PAUSE = "mehari.breaker.pause";
    static final String SPLIT_BYTES = "mehari.split.max-bytes";

    static final String CALL_TIMEOUT = "mehari.call.timeout";
    static final String ANSWER_BYTES = "mehari.call.max-answer-bytes";

    static NodeSettings of(CamelContext context) {
        return new NodeSettings(
                Math.toIntExact(number(context, BREAKER_FAILURES, "5", 1, Integer.MAX_VALUE)),
                duration(context, BREAKER_PAUSE, "10s"),
                number(context, SPLIT_BYTES, Long.toString(256L << 20), 1, Long.MAX_VALUE),
                duration(context, CALL_TIMEOUT, "30s"),
                number(context, ANSWER_BYTES, Long.toString(64L << 20), 1, Integer.MAX_VALUE));
    }

    private static String text(CamelContext context, String name, String otherwise) {
        return context.getPropertiesComponent()
                .resolveProperty(name)
                .orElse(otherwise)
                .strip();
    }

    private static long number(CamelContext context, String name, String otherwise, long least, long most) {
        String text = text(context, name, otherwise);
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(name + " is '" + text + "'; write a whole number of " + least + " or more");
    }

    private static Duration duration(CamelContext context, String name, String otherwise) {
        String text = text(context, name, otherwise);
        for (String unit : new String[] {"ms", "s", "m"}) {
            String digits = text.endsWith(unit) ? text.substring(0, text.length() - unit.length()) : "";
            if (!digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                long value = Long.parseLong(digits);
                return switch (unit) {
                    case "ms" -> Duration.ofMillis(value);
                    case "s" -> Duration.ofSeconds(value);
                    default -> Duration.ofMinutes(value);
                };
            }
        }
        throw new IllegalArgumentException(name + " is '" + text + "'; write it as 500ms, 10s or 1m");
    }
}

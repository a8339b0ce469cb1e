// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.revision;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.operator.rollout.RolloutPolicy;

/** The keys of a spec that say how it is rolled out. The CRD's schema has checked them; what is absent has its default. */
public final class SpecSettings {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");

    private SpecSettings() {}

    /** Pods wanted. */
    public static int replicas(JsonNode spec) {
        return Math.max(0, spec.path("replicas").asInt(1));
    }

    /** {@code spec.rollout.blueGreen}. */
    public static RolloutPolicy rollout(JsonNode spec) {
        JsonNode blueGreen = spec.path("rollout").path("blueGreen");
        RolloutPolicy absent = RolloutPolicy.DEFAULT;
        return new RolloutPolicy(
                blueGreen.path("autoPromote").asBoolean(absent.autoPromote()),
                duration(blueGreen.path("soak"), absent.soak()),
                duration(blueGreen.path("progressDeadline"), absent.progressDeadline()),
                Math.max(0, blueGreen.path("history").asInt(absent.history())));
    }

    private static Duration duration(JsonNode node, Duration absent) {
        String text = node.asText("").toLowerCase(Locale.ROOT).trim();
        Matcher parts = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (parts.lookingAt()) {
            double amount = Double.parseDouble(parts.group(1));
            sum = sum.plusMillis(Math.round(amount * millis(parts.group(2))));
            end = parts.end();
            parts.region(end, text.length());
        }
        return end == 0 || end < text.length() ? absent : sum;
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }
}

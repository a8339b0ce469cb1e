// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/*
 * WHY NOT JUST APPLY
 *
 * A server-side apply that changes nothing still is a write request, and an idle operator makes none. So what was seen is
 * compared first: everything that is wanted has to be there. What others added (defaults, status, labels, a container that
 * an admission hook injected) doesn't count. What was wanted once and isn't any more is known by a digest of the whole,
 * which Application keeps as a label.
 *
 * But some lists and maps mean nothing in parts: one more label in a selector picks other pods, one more port in a policy
 * opens a door. Kubernetes replaces those as a whole (lists without keys of their own, x-kubernetes-map-type: atomic), so
 * here they have to be the same as a whole.
 */
/** Whether an object has everything that is wanted of it. Pure. */
final class DesiredMatch {
    /** Keys that tell the items of lists apart, as the schemas of Kubernetes have them. */
    private static final Set<String> ITEM_KEYS = Set.of("name", "mountPath", "containerPort", "port", "key", "uid");

    /** Lists in which others may have items too. */
    private static final Set<String> SHARED_LISTS =
            Set.of("containers", "initContainers", "volumes", "volumeMounts", "env", "ownerReferences");

    /** Maps that are one thing. */
    private static final Set<String> WHOLE_MAPS = Set.of("selector", "matchLabels", "nodeSelector");

    private DesiredMatch() {}

    static boolean matches(JsonNode actual, JsonNode desired) {
        return matches("", actual, desired);
    }

    private static boolean matches(String name, JsonNode actual, JsonNode desired) {
        if (isEmpty(desired)) {
            return true;
        } else if (desired.isObject()) {
            for (var fields = desired.fields(); fields.hasNext(); ) {
                var field = fields.next();
                if (!matches(field.getKey(), actual.path(field.getKey()), field.getValue())) {
                    return false;
                }
            }
            return !WHOLE_MAPS.contains(name) || hasNoMore(actual, desired);
        } else if (desired.isArray()) {
            return actual.isArray() && list(name, actual, desired);
        }
        return scalar(actual, desired);
    }

    private static boolean isEmpty(JsonNode desired) {
        return desired.isNull() || desired.isContainerNode() && desired.isEmpty();
    }

    private static boolean hasNoMore(JsonNode actual, JsonNode desired) {
        for (var fields = actual.fields(); fields.hasNext(); ) {
            var field = fields.next();
            if (!isEmpty(field.getValue()) && !desired.has(field.getKey())) {
                return false;
            }
        }
        return true;
    }

    private static boolean list(String name, JsonNode actual, JsonNode desired) {
        if (!SHARED_LISTS.contains(name) && actual.size() != desired.size()) {
            return false;
        }
        Optional<String> key = key(desired);
        if (key.isEmpty()) {
            if (actual.size() != desired.size()) {
                return false;
            }
            for (int i = 0; i < desired.size(); i++) {
                if (!matches("", actual.get(i), desired.get(i))) {
                    return false;
                }
            }
            return true;
        }
        for (JsonNode item : desired) {
            JsonNode same = find(actual, key.get(), item.get(key.get()));
            if (same == null || !matches("", same, item)) {
                return false;
            }
        }
        return true;
    }

    /** The key that every item has, each another value. */
    private static Optional<String> key(JsonNode items) {
        return ITEM_KEYS.stream()
                .sorted()
                .filter(key -> {
                    Set<String> seen = new HashSet<>();
                    for (JsonNode item : items) {
                        if (!item.isObject()
                                || !item.has(key)
                                || !seen.add(item.get(key).asText())) {
                            return false;
                        }
                    }
                    return true;
                })
                .findFirst();
    }

    private static @Nullable JsonNode find(JsonNode items, String key, JsonNode value) {
        for (JsonNode item : items) {
            if (item.path(key).asText().equals(value.asText())) {
                return item;
            }
        }
        return null;
    }

    private static boolean scalar(JsonNode actual, JsonNode desired) {
        if (actual.isMissingNode()) {
            return false;
        } else if (actual.asText().equals(desired.asText())) {
            return true;
        } else if (actual.isNumber() && desired.isNumber()) {
            return actual.decimalValue().compareTo(desired.decimalValue()) == 0;
        }
        return actual.isTextual() && sameQuantity(actual.asText(), desired.asText());
    }

    /** {@code 1000m} comes back as {@code 1}. */
    private static boolean sameQuantity(String actual, String desired) {
        try {
            return Quantity.getAmountInBytes(Quantity.parse(actual))
                            .compareTo(Quantity.getAmountInBytes(Quantity.parse(desired)))
                    == 0;
        } catch (IllegalArgumentException | ArithmeticException noQuantity) {
            return false;
        }
    }
}

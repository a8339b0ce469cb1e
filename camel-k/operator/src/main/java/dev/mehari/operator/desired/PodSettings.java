// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;

/**
 * {@code spec.pods}, with defaults.
 *
 * @param requests by resource, as in a container
 * @param limits by resource; cpu and memory are always there
 * @param credentials the Secret that is mounted for fetching models
 */
record PodSettings(
        SortedMap<String, Quantity> requests,
        SortedMap<String, Quantity> limits,
        Optional<String> credentials,
        SortedMap<String, String> nodeSelector,
        List<Toleration> tolerations) {
    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";

    /* Camel K gives half a CPU and 512 MiB to whatever says nothing: too little for a JVM that loads models. It can't be
     * told to set no limit, so both renderers set one. */
    private static final Quantity CPU_REQUEST = new Quantity("500m");
    private static final Quantity CPU_LIMIT = new Quantity("2");
    private static final Quantity MEMORY_REQUEST = new Quantity("1Gi");
    private static final Quantity MEMORY_LIMIT = new Quantity("2Gi");

    private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final int MAX_QUANTITY = 40;

    PodSettings {
        requests = Collections.unmodifiableSortedMap(new TreeMap<>(requests));
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        nodeSelector = Collections.unmodifiableSortedMap(new TreeMap<>(nodeSelector));
        tolerations = List.copyOf(tolerations);
    }

    static PodSettings read(JsonNode spec, Complaints complaints) {
        return new Reader(complaints).read(spec.path("pods"));
    }

    private record Reader(Complaints complaints) {
        PodSettings read(JsonNode pods) {
            JsonNode resources = pods.path("resources");
            SortedMap<String, Quantity> requests = quantities(resources.path("requests"), "requests");
            SortedMap<String, Quantity> limits = quantities(resources.path("limits"), "limits");
            complete(requests, limits, CPU, CPU_REQUEST, CPU_LIMIT);
            complete(requests, limits, MEMORY, MEMORY_REQUEST, MEMORY_LIMIT);
            requests.forEach((name, request) -> {
                Quantity limit = limits.get(name);
                if (limit != null && amount(request).compareTo(amount(limit)) > 0) {
                    complaints.add(
                            "spec.pods.resources.requests." + name,
                            request + " is more than the limit, " + limit,
                            "Raise limits." + name + " or lower requests." + name + ".");
                }
            });
            return new PodSettings(
                    requests,
                    limits,
                    credentials(pods.path("credentials")),
                    nodeSelector(pods.path("nodeSelector")),
                    tolerations(pods.path("tolerations")));
        }

        /** What isn't said has its default, or follows what is said where the two would contradict each other. */
        private static void complete(
                Map<String, Quantity> requests,
                Map<String, Quantity> limits,
                String name,
                Quantity least,
                Quantity most) {
            Quantity limit = limits.get(name);
            Quantity request =
                    requests.computeIfAbsent(name, key -> limit != null && less(limit, least) ? limit : least);
            limits.computeIfAbsent(name, key -> less(most, request) ? request : most);
        }

        private static boolean less(Quantity one, Quantity other) {
            return amount(one).compareTo(amount(other)) < 0;
        }

        private SortedMap<String, Quantity> quantities(JsonNode node, String which) {
            SortedMap<String, Quantity> quantities = new TreeMap<>();
            String path = "spec.pods.resources." + which;
            node.fields().forEachRemaining(field -> {
                String at = Complaints.child(path, field.getKey());
                String text = field.getValue().asText("");
                if (!Names.isLabelKey(field.getKey())) {
                    complaints.add(at, Complaints.quoted(field.getKey()) + " is no resource", "Write cpu or memory.");
                } else if (!isQuantity(field.getValue())) {
                    complaints.add(
                            at,
                            Complaints.quoted(text) + " is no quantity",
                            "Write a number with or without a unit, such as 500m, 2 or 2Gi.");
                } else {
                    quantities.put(field.getKey(), new Quantity(text));
                }
            });
            return quantities;
        }

        private static boolean isQuantity(JsonNode node) {
            String text = node.asText("");
            if (!node.isValueNode()
                    || text.length() > MAX_QUANTITY
                    || !text.matches("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][0-9]{1,2})?")) {
                return false;
            }
            return true;
        }

        private Optional<String> credentials(JsonNode node) {
            if (node.isMissingNode() || node.isNull()) {
                return Optional.empty();
            }
            if (!node.isTextual() || !Names.isSubdomain(node.asText())) {
                complaints.add(
                        "spec.pods.credentials",
                        Complaints.quoted(node.asText("")) + " is no Secret's name",
                        "Name a Secret of the graph's namespace: lower-case letters, digits, '-' and '.'.");
                return Optional.empty();
            }
            return Optional.of(node.asText());
        }

        private SortedMap<String, String> nodeSelector(JsonNode node) {
            SortedMap<String, String> selector = new TreeMap<>();
            node.fields().forEachRemaining(field -> {
                String value = field.getValue().asText("");
                if (Names.isLabelKey(field.getKey()) && field.getValue().isTextual() && Names.isLabelValue(value)) {
                    selector.put(field.getKey(), value);
                } else {
                    complaints.add(
                            Complaints.child("spec.pods.nodeSelector", field.getKey()),
                            Complaints.quoted(value) + " under " + Complaints.quoted(field.getKey())
                                    + " is no label of a node",
                            "Write key and value as `kubectl get nodes --show-labels` prints them, in quotes.");
                }
            });
            return selector;
        }

        private List<Toleration> tolerations(JsonNode node) {
            List<Toleration> tolerations = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                JsonNode each = node.path(i);
                if (isToleration(each)) {
                    tolerations.add(toleration(each));
                } else {
                    complaints.add(
                            "spec.pods.tolerations[" + i + "]",
                            "this is no toleration",
                            "Write {key: KEY, operator: Exists, effect: NoSchedule}, or operator Equal with a value.");
                }
            }
            return tolerations;
        }

        private static boolean isToleration(JsonNode node) {
            String key = node.path("key").asText("");
            String value = node.path("value").asText("");
            String effect = node.path("effect").asText("");
            JsonNode seconds = node.path("tolerationSeconds");
            return node.isObject()
                    && switch (node.path("operator").asText("Equal")) {
                        case "Equal" -> Names.isLabelKey(key) && Names.isLabelValue(value);
                        case "Exists" -> (key.isEmpty() || Names.isLabelKey(key)) && value.isEmpty();
                        default -> false;
                    }
                    && (effect.isEmpty() || EFFECTS.contains(effect))
                    && (seconds.isMissingNode() || seconds.canConvertToLong() && effect.equals("NoExecute"));
        }

        private static Toleration toleration(JsonNode node) {
            TolerationBuilder toleration =
                    new TolerationBuilder().withOperator(node.path("operator").asText("Equal"));
            text(node, "key").ifPresent(toleration::withKey);
            text(node, "value").ifPresent(toleration::withValue);
            text(node, "effect").ifPresent(toleration::withEffect);
            if (node.path("tolerationSeconds").canConvertToLong()) {
                toleration.withTolerationSeconds(node.path("tolerationSeconds").asLong());
            }
            return toleration.build();
        }

        private static Optional<String> text(JsonNode node, String key) {
            return Optional.of(node.path(key).asText("")).filter(text -> !text.isEmpty());
        }
    }

    private static BigDecimal amount(Quantity quantity) {
        return quantity.getNumericalAmount();
    }
}

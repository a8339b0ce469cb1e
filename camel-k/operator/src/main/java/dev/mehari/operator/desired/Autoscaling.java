// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.crd.GraphResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;

/**
 * {@code spec.autoscaling}: who sets the graph's {@code replicas}. The scale of the InferenceGraph is what is set, never that
 * of a revision: the operator gives it to whichever is live.
 *
 * @param cpu percent of the requested CPU that pods use on average
 * @param triggers KEDA's
 */
record Autoscaling(int min, int max, OptionalInt cpu, List<Trigger> triggers) {
    private static final String PATH = "spec.autoscaling";
    private static final int MAX_REPLICAS = 10_000;
    private static final int MAX_PERCENT = 10_000;

    /** One of KEDA's. */
    record Trigger(String type, SortedMap<String, String> metadata) {
        private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
        private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");

        static Optional<Trigger> read(JsonNode node) {
            SortedMap<String, String> metadata = new TreeMap<>();
            boolean fit = TYPE.matcher(node.path("type").asText("")).matches();
            for (Map.Entry<String, JsonNode> each : node.path("metadata").properties()) {
                fit &= KEY.matcher(each.getKey()).matches() && each.getValue().isValueNode();
                metadata.put(each.getKey(), each.getValue().asText(""));
            }
            return fit ? Optional.of(new Trigger(node.path("type").asText(), metadata)) : Optional.empty();
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("type", type);
            map.put("metadata", metadata);
            return map;
        }
    }

    Autoscaling {
        triggers = List.copyOf(triggers);
    }

    /** Empty where there is none, or where there is a complaint. */
    static Optional<Autoscaling> read(JsonNode spec, Complaints complaints) {
        JsonNode node = spec.path("autoscaling");
        if (!node.isObject()) {
            return Optional.empty();
        }
        int before = complaints.all().size();
        List<Trigger> triggers = new ArrayList<>();
        for (int i = 0; i < node.path("triggers").size(); i++) {
            Optional<Trigger> trigger = Trigger.read(node.path("triggers").path(i));
            trigger.ifPresent(triggers::add);
            if (trigger.isEmpty()) {
                complaints.add(
                        PATH + ".triggers[" + i + "]",
                        "this is no trigger of KEDA",
                        "Write {type: prometheus, metadata: {query: …}}, with texts as values.");
            }
        }
        int least = triggers.isEmpty() ? 1 : 0;
        int min = number(node, "min", 1, least, MAX_REPLICAS, complaints);
        int max = number(node, "max", Math.max(min, 1), Math.max(min, 1), MAX_REPLICAS, complaints);
        OptionalInt cpu = node.has("cpu")
                ? OptionalInt.of(number(node, "cpu", 1, 1, MAX_PERCENT, complaints))
                : OptionalInt.empty();
        if (cpu.isEmpty() && triggers.isEmpty() && complaints.all().size() == before) {
            complaints.add(PATH, "nothing says when to scale", "Add cpu: 70, or triggers.");
        }
        return complaints.all().size() > before
                ? Optional.empty()
                : Optional.of(new Autoscaling(min, max, cpu, triggers));
    }

    private static int number(JsonNode node, String key, int absent, int least, int most, Complaints complaints) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.canConvertToExactIntegral()
                || !value.canConvertToInt()
                || value.asInt() < least
                || value.asInt() > most) {
            complaints.add(
                    PATH + "." + key,
                    Complaints.quoted(value.asText("")) + " isn't from " + least + " to " + most,
                    "Write a whole number" + (key.equals("max") ? ", min or more." : "."));
            return absent;
        }
        return value.asInt();
    }

    /**
     * A ScaledObject for triggers, and for CPU beside them: KEDA makes an autoscaler of its own, and two would fight. A plain
     * autoscaler for CPU alone, or where the triggers can't be had.
     */
    Optional<HasMetadata> object(GraphOwner graph, boolean keda) {
        if (!triggers.isEmpty() && keda) {
            return Optional.of(scaledObject(graph));
        }
        return cpu.isPresent() ? Optional.of(autoscaler(graph, cpu.getAsInt())) : Optional.empty();
    }

    private HasMetadata autoscaler(GraphOwner graph, int percent) {
        return new HorizontalPodAutoscalerBuilder()
                .withMetadata(graph.meta())
                .withNewSpec()
                .withNewScaleTargetRef()
                .withApiVersion(GraphResource.GROUP + "/" + GraphResource.VERSION)
                .withKind(GraphResource.KIND)
                .withName(graph.name())
                .endScaleTargetRef()
                .withMinReplicas(Math.max(1, min))
                .withMaxReplicas(max)
                .addNewMetric()
                .withType("Resource")
                .withNewResource()
                .withName("cpu")
                .withNewTarget()
                .withType("Utilization")
                .withAverageUtilization(percent)
                .endTarget()
                .endResource()
                .endMetric()
                .endSpec()
                .build();
    }

    private HasMetadata scaledObject(GraphOwner graph) {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("apiVersion", GraphResource.GROUP + "/" + GraphResource.VERSION);
        target.put("kind", GraphResource.KIND);
        target.put("name", graph.name());
        List<Object> all = new ArrayList<>();
        triggers.forEach(trigger -> all.add(trigger.toMap()));
        cpu.ifPresent(percent -> {
            Map<String, Object> trigger = new LinkedHashMap<>();
            trigger.put("type", "cpu");
            trigger.put("metricType", "Utilization");
            trigger.put("metadata", Map.of("value", Integer.toString(percent)));
            all.add(trigger);
        });
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", target);
        spec.put("minReplicaCount", min);
        spec.put("maxReplicaCount", max);
        spec.put("triggers", all);
        return graph.object(OptionalKind.SCALED_OBJECT, spec);
    }
}

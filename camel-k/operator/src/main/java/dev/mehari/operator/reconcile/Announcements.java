// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.mehari.crd.ConditionType;
import dev.mehari.crd.GraphCondition;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;

/** Events for what people want to hear of once: a switch, a rollback, a revision that is refused. Pure. */
final class Announcements {
    private static final int MAX_MESSAGE = 1024;

    private Announcements() {}

    /** What changed from one status to the next. */
    static List<Event> of(GraphResource graph, GraphStatus before, GraphStatus after, Instant now) {
        List<Event> events = new ArrayList<>();
        String name = graph.getMetadata().getName();
        if (after.live() != null
                && (before.live() == null
                        || before.live().number() != after.live().number())) {
            boolean back = before.live() != null
                    && after.live().number() < before.live().number();
            String from = before.live() == null
                    ? ""
                    : " instead of " + name + "@" + before.live().number();
            String message = name + "@" + after.live().number() + " has the traffic" + from;
            events.add(event(graph, "Normal", back ? "RolledBack" : "Switched", message, now));
        }
        after.condition(ConditionType.DEGRADED)
                .filter(GraphCondition::isTrue)
                .filter(c -> before.condition(ConditionType.DEGRADED)
                        .filter(b -> b.isTrue() && b.reason().equals(c.reason()))
                        .isEmpty())
                .ifPresent(c -> events.add(event(graph, "Warning", c.reason(), c.message(), now)));
        return events;
    }

    /** Of what runs the graph. */
    static Event warning(GraphResource graph, String message, Instant now) {
        return event(graph, "Warning", "CamelKOutdated", message, now);
    }

    private static Event event(GraphResource graph, String type, String reason, String message, Instant now) {
        String time = now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(graph.getMetadata().getName() + "-")
                .withNamespace(graph.getMetadata().getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(graph.getApiVersion())
                .withKind(graph.getKind())
                .withName(graph.getMetadata().getName())
                .withNamespace(graph.getMetadata().getNamespace())
                .withUid(graph.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE - 1) + "…" : message)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withCount(1)
                .withNewSource()
                .withComponent("mehari-operator")
                .endSource()
                .build();
    }
}

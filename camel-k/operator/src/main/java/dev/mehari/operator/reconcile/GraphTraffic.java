// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import dev.mehari.crd.GraphResource;
import dev.mehari.crd.Labels;
import dev.mehari.operator.act.Application;
import dev.mehari.operator.desired.GraphObjects;
import dev.mehari.operator.desired.GraphOwner;
import dev.mehari.operator.observe.Children;
import dev.mehari.operator.observe.Endpoints;
import dev.mehari.operator.observe.ReadinessCheck;
import dev.mehari.operator.rollout.Traffic;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;

/*
 * WHERE IT IS WRITTEN WHO HAS THE TRAFFIC
 *
 * On the graph's Service: its selector moves the traffic, and the annotations, written by the same patch, say which
 * revision that was meant to be, which one had it before, and since when. If somebody edits the selector by hand, the
 * annotation still knows, and the selector is put right. If somebody deletes the Service, the graph's status knows.
 */
/** Reads and writes where a graph's Service sends requests. */
final class GraphTraffic {
    private static final String LIVE = "mehari.dev/live";
    private static final String PREVIOUS = "mehari.dev/previous";
    private static final String SWITCHED = "mehari.dev/switched-at";

    private GraphTraffic() {}

    static Traffic read(GraphResource graph, Children children) {
        String name = graph.getMetadata().getName();
        // Somebody else's of that name, or of a graph before this one, says nothing.
        Optional<Service> service = children.named(Service.class, name)
                .filter(s -> Application.isOwnedBy(s, graph.getMetadata().getUid()));
        Map<String, String> notes =
                service.map(s -> s.getMetadata().getAnnotations()).orElse(Map.of());
        OptionalLong live = live(graph, service, notes);
        boolean drained =
                live.isEmpty() || Endpoints.only(children, name, ReadinessCheck.standing(children, live.getAsLong()));
        return new Traffic(live, Children.number(notes.get(PREVIOUS)), instant(notes.get(SWITCHED)), drained);
    }

    private static OptionalLong live(GraphResource graph, Optional<Service> service, Map<String, String> notes) {
        OptionalLong noted = Children.number(notes.get(LIVE));
        if (noted.isPresent()) {
            return noted;
        }
        OptionalLong selected = service.map(Service::getSpec)
                .map(ServiceSpec::getSelector)
                .map(s -> Children.number(s.get(Labels.REVISION)))
                .orElse(OptionalLong.empty());
        if (selected.isPresent() || graph.getStatus().live() == null) {
            return selected;
        }
        return OptionalLong.of(graph.getStatus().live().number());
    }

    private static Optional<Instant> instant(@org.jspecify.annotations.Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException spoiled) {
            return Optional.of(Instant.EPOCH);
        }
    }

    /** The traffic after a switch. */
    static Traffic switched(Traffic before, long to, Instant now) {
        return new Traffic(OptionalLong.of(to), before.live(), Optional.of(now), false);
    }

    /** The graph's Service that sends it there; only over the version that was seen, if one was. */
    static Service service(GraphResource graph, Traffic traffic, Children children) {
        GraphOwner owner = new GraphOwner(
                graph.getMetadata().getNamespace(),
                graph.getMetadata().getName(),
                graph.getMetadata().getUid());
        Service service = GraphObjects.service(owner, traffic.live());
        Map<String, String> notes = new TreeMap<>();
        Map<String, String> own = service.getMetadata().getAnnotations();
        if (own != null) {
            notes.putAll(own);
        }
        traffic.live().ifPresent(live -> notes.put(LIVE, Long.toString(live)));
        traffic.previous().ifPresent(previous -> notes.put(PREVIOUS, Long.toString(previous)));
        traffic.switched().ifPresent(when -> notes.put(SWITCHED, when.toString()));
        service.getMetadata().setAnnotations(notes);
        children.named(Service.class, graph.getMetadata().getName()).ifPresent(seen -> service.getMetadata()
                .setResourceVersion(seen.getMetadata().getResourceVersion()));
        return service;
    }
}

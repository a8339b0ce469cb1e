// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.crd.Reason;
import dev.mehari.operator.act.Application;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.act.Writes;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.desired.Renderer;
import dev.mehari.operator.observe.Children;
import dev.mehari.operator.observe.ClusterView;
import dev.mehari.operator.observe.PodAccess;
import dev.mehari.operator.observe.PodReports;
import dev.mehari.operator.observe.SmokeTest;
import dev.mehari.operator.revision.GraphKey;
import dev.mehari.operator.revision.Kept;
import dev.mehari.operator.rollout.BlueGreen;
import dev.mehari.operator.rollout.Decision;
import dev.mehari.operator.rollout.Phase;
import dev.mehari.operator.rollout.RolloutStrategy;
import dev.mehari.operator.rollout.Smoke;
import dev.mehari.operator.rollout.Traffic;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round of one graph: look, decide, act, tell. Each round starts from what the cluster shows and can end anywhere. For
 * one graph one round at a time; thread-safe for several graphs.
 */
public final class GraphRound {
    private static final Logger LOG = LoggerFactory.getLogger(GraphRound.class);
    private static final JsonMapper JSON = new JsonMapper();

    /** When to look again after the cluster refused something. */
    private static final Duration REFUSED = Duration.ofSeconds(15);

    /** When to look whether the cluster has now what a graph would have around it. */
    private static final Duration LACKING = Duration.ofMinutes(1);

    private final ClusterView view;
    private final Renderers renderers;
    private final Writes writes;
    private final Wishes wishes;
    private final Observer observer;
    private final SmokeTest smokeTest;
    private final RolloutStrategy strategy = new BlueGreen();
    private final Deeds deeds;
    private final Surroundings surroundings;
    private final InstantSource clock;

    public GraphRound(
            ClusterView view, Writes writes, PodAccess access, Renderers renderers, Site site, InstantSource clock) {
        this.view = view;
        this.writes = writes;
        this.renderers = renderers;
        this.wishes = new Wishes(view, renderers, site);
        this.observer = new Observer(view, new PodReports(access));
        this.smokeTest = new SmokeTest(access);
        this.deeds = new Deeds(writes, renderers);
        this.surroundings = new Surroundings(writes, site);
        this.clock = clock;
    }

    /**
     * What a round came to.
     *
     * @param before the status that it found
     * @param after the status that it left
     * @param recheck when to look again though nothing happened
     */
    public record Outcome(GraphStatus before, GraphStatus after, Optional<Duration> recheck) {}

    /**
     * @throws KubernetesClientException where the cluster says no and trying again may help
     */
    public Outcome run(GraphResource graph) {
        Instant now = clock.instant();
        Children children = view.children(GraphKey.of(graph));
        SortedMap<Long, Kept> kept = Observer.kept(graph, children);
        Wish wish = keep(graph, children, kept, wishes.of(graph, children, kept));
        Observed observed = observer.observe(graph, children, kept, wish);
        Decision decision = strategy.decide(observed.situation(now));
        if (decision.phase() == Phase.TRYING) {
            long candidate = decision.candidate().orElseThrow();
            Smoke smoke =
                    smokeTest.ask(Objects.requireNonNull(kept.get(candidate)).revision());
            observed = observed.withSmoke(candidate, smoke);
            decision = strategy.decide(observed.situation(now));
        }
        Traffic before = observed.traffic();
        List<Refusal> refusals = new ArrayList<>(deeds.run(observed, decision));
        Traffic after = decision.switchTo().isPresent()
                ? GraphTraffic.switched(before, decision.switchTo().getAsLong(), now)
                : before;
        List<Refusal> stuck = deeds.send(observed, after);
        refusals.addAll(stuck);
        after = stuck.isEmpty() ? after : before;
        boolean soaks = after.soaks(now, observed.situation(now).policy()).isPresent();
        Surroundings.Result around = kept.isEmpty() ? Surroundings.Result.NONE : surroundings.run(graph, children);
        deeds.tidy(observed, decision, after, soaks);
        GraphStatus status = new StatusWords(observed, decision, after).status(refusals, around, now);
        tell(graph, status, now);
        Optional<Duration> recheck = decision.recheck();
        if (!around.refusals().isEmpty()) {
            recheck = Optional.of(recheck.filter(r -> r.compareTo(LACKING) < 0).orElse(LACKING));
        }
        if (!refusals.isEmpty()
                || wish.refused()
                        .filter(r -> r.reason() != Reason.INVALID_GRAPH)
                        .isPresent()) {
            recheck = Optional.of(recheck.filter(r -> r.compareTo(REFUSED) < 0).orElse(REFUSED));
        }
        return new Outcome(graph.getStatus(), status, recheck);
    }

    /**
     * Tells people that a round ended by an error, unless status says just that.
     *
     * @throws KubernetesClientException where that can't be told
     */
    public Outcome tellFailure(GraphResource graph, RuntimeException e) {
        Instant now = clock.instant();
        GraphStatus before = graph.getStatus();
        GraphStatus after = FailureWords.status(graph, e, now);
        tell(graph, after, now);
        return new Outcome(before, after, Optional.empty());
    }

    private Wish keep(GraphResource graph, Children children, SortedMap<Long, Kept> kept, Wish wish) {
        if (wish.revision().isEmpty() || wish.isKept()) {
            return wish;
        }
        try {
            var created = writes.create(Kept.object(wish.revision().get(), graph));
            children.put(created);
            Kept.of(created).ifPresent(k -> kept.put(k.revision().number(), k));
            LOG.info("{} is a new revision of {}", wish.revision().get().id(), GraphKey.of(graph));
            warn(graph, wish.revision().get());
            return wish;
        } catch (KubernetesClientException e) {
            if (Refusal.isNamespaceGone(e)) {
                throw e;
            }
            Refusal refusal = (Refusal.isConflict(e)
                            ? foreign(graph, wish.revision().get())
                            : Refusal.of(
                                    "ControllerRevision '"
                                            + wish.revision().get().name() + "'",
                                    e))
                    .orElseThrow(() -> e);
            return new Wish(wish.digest(), wish.findings(), Optional.of(refusal), Optional.empty(), false);
        }
    }

    /** Whether a revision can't be kept because somebody else's object has its name; if it is ours, it was seen too late. */
    private Optional<Refusal> foreign(GraphResource graph, GraphRevision revision) {
        return Optional.<HasMetadata>ofNullable(writes.read(Kept.object(revision, graph)))
                .filter(found ->
                        !Application.isOwnedBy(found, graph.getMetadata().getUid()))
                .map(Application::taken);
    }

    /** Once for each new revision. */
    private void warn(GraphResource graph, GraphRevision revision) {
        renderers
                .find(revision.renderer())
                .flatMap(Renderer::warning)
                .ifPresent(warning -> announce(graph, Announcements.warning(graph, warning, clock.instant())));
    }

    /** Status is written where it differs by more than times; people hear of what they should. */
    private void tell(GraphResource graph, GraphStatus status, Instant now) {
        GraphStatus before = graph.getStatus();
        if (JSON.valueToTree(before).equals(JSON.valueToTree(status))) {
            return;
        }
        List<Event> events = Announcements.of(graph, before, status, now);
        GraphResource told = new GraphResource();
        told.setMetadata(graph.getMetadata());
        told.setStatus(status);
        writes.status(told);
        events.forEach(event -> announce(graph, event));
    }

    private void announce(GraphResource graph, Event event) {
        LOG.info("{}: {} {}", GraphKey.of(graph), event.getReason(), event.getMessage());
        try {
            writes.event(event);
        } catch (KubernetesClientException e) {
            if (!Refusal.isNamespaceGone(e)) {
                LOG.warn("{}: an event couldn't be written: {}", GraphKey.of(graph), e.getMessage());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
import dev.mehari.operator.Setbacks.Setback;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.reconcile.GraphRound;
import dev.mehari.operator.revision.GraphKey;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a round for each graph that something happened to, and once in a while. No finalizer: whatever a graph owns goes with
 * it.
 */
final class GraphReconciler implements Reconciler<GraphResource> {
    private static final Logger LOG = LoggerFactory.getLogger(GraphReconciler.class);
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    /** A server that is away for a moment is no news. */
    private static final int PATIENCE = 3;

    private final GraphSources sources;
    private final GraphRound round;
    private final OperatorMetrics metrics;
    private final Setbacks setbacks = new Setbacks();

    /** Caches may show a graph as it was before its status was written; what was written is remembered until they don't. */
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    private record Told(String version, GraphStatus status) {}

    GraphReconciler(GraphSources sources, GraphRound round, OperatorMetrics metrics) {
        this.sources = sources;
        this.round = round;
        this.metrics = metrics;
    }

    @Override
    public List<EventSource<?, GraphResource>> prepareEventSources(EventSourceContext<GraphResource> context) {
        return sources.start(context);
    }

    @Override
    public UpdateControl<GraphResource> reconcile(GraphResource graph, Context<GraphResource> context) {
        sources.follow(context);
        return metrics.time(() -> reconcile(graph));
    }

    UpdateControl<GraphResource> reconcile(GraphResource graph) {
        UpdateControl<GraphResource> control = UpdateControl.noUpdate();
        String uid = graph.getMetadata().getUid();
        if (graph.getMetadata().getDeletionTimestamp() != null || setbacks.hasEnded(uid)) {
            return control;
        }
        recall(graph);
        try {
            GraphRound.Outcome outcome = round.run(graph);
            setbacks.over(uid);
            remember(graph, outcome);
            metrics.told(outcome);
            outcome.recheck().ifPresent(control::rescheduleAfter);
        } catch (KubernetesClientException e) {
            if (Refusal.isNamespaceGone(e)) {
                end(graph);
            } else if (Refusal.isConflict(e) || Refusal.isGone(e)) {
                LOG.debug("{}: seen too late, looked at again: {}", GraphKey.of(graph), e.getMessage());
                control.rescheduleAfter(setbacks.add(uid, "too late").pause(AFTER_CONFLICT, MOST));
            } else {
                control.rescheduleAfter(failed(graph, e, Refusal.isPassing(e) ? PATIENCE : 1));
            }
        } catch (RuntimeException e) {
            control.rescheduleAfter(failed(graph, e, 1));
        }
        return control;
    }

    /** Whatever else happens there while everything goes: nothing is to be done about it. */
    private void end(GraphResource graph) {
        if (setbacks.end(graph.getMetadata().getUid())) {
            LOG.info("{}: its namespace is on its way out, and the graph is let go", GraphKey.of(graph));
        }
    }

    /** @param told after how many failures in a row people hear of it */
    private Duration failed(GraphResource graph, RuntimeException e, int told) {
        metrics.failed();
        Setback setback = setbacks.add(graph.getMetadata().getUid(), String.valueOf(e.getMessage()));
        if (setback.isNew() && e instanceof KubernetesClientException) {
            LOG.warn("{}: a round failed and is tried again: {}", GraphKey.of(graph), e.getMessage());
        } else if (setback.isNew()) {
            LOG.error("{}: a round failed and is tried again", GraphKey.of(graph), e);
        } else {
            LOG.debug("{}: failed for the {}th time", GraphKey.of(graph), setback.times());
        }
        if (setback.times() >= told) {
            try {
                remember(graph, round.tellFailure(graph, e));
            } catch (KubernetesClientException untold) {
                LOG.debug("{}: its status can't be written: {}", GraphKey.of(graph), untold.getMessage());
            }
        }
        return setback.pause(AFTER_FAILURE, MOST);
    }

    private void recall(GraphResource graph) {
        Told last = told.get(graph.getMetadata().getUid());
        if (last != null && last.version().equals(graph.getMetadata().getResourceVersion())) {
            graph.setStatus(last.status());
        }
    }

    private void remember(GraphResource graph, GraphRound.Outcome outcome) {
        String uid = graph.getMetadata().getUid();
        if (Objects.equals(outcome.before(), outcome.after())) {
            return;
        }
        if (told.size() > REMEMBERED) {
            told.clear();
        }
        told.put(uid, new Told(graph.getMetadata().getResourceVersion(), outcome.after()));
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import dev.mehari.crd.GraphResource;
import dev.mehari.crd.GraphStatus;
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
    private static final int REMEMBERED = 10_000;

    private final GraphSources sources;
    private final GraphRound round;
    private final OperatorMetrics metrics;

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
        if (graph.getMetadata().getDeletionTimestamp() != null) {
            return control;
        }
        recall(graph);
        try {
            GraphRound.Outcome outcome = round.run(graph);
            remember(graph, outcome);
            metrics.told(outcome);
            outcome.recheck().ifPresent(control::rescheduleAfter);
        } catch (KubernetesClientException e) {
            if (Refusal.isNamespaceGone(e)) {
                LOG.info("{}: its namespace is on its way out", GraphKey.of(graph));
            } else if (Refusal.isConflict(e)) {
                LOG.debug("{}: seen too late, looked at again", GraphKey.of(graph));
                control.rescheduleAfter(AFTER_CONFLICT);
            } else {
                metrics.failed();
                throw e;
            }
        } catch (RuntimeException e) {
            metrics.failed();
            throw e;
        }
        return control;
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

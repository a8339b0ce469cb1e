// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import dev.mehari.crd.GraphResource;
import dev.mehari.crd.Labels;
import dev.mehari.operator.observe.ChildKind;
import dev.mehari.operator.observe.Children;
import dev.mehari.operator.observe.ClusterView;
import dev.mehari.operator.revision.GraphKey;
import dev.mehari.operator.revision.SpecContent;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caches that follow the cluster, and what they show: graphs, and every object with a graph's label. Kinds that a cluster
 * needn't have are followed from when they are there. Thread-safe once the sources are made.
 */
final class GraphSources implements ClusterView {
    private static final Logger LOG = LoggerFactory.getLogger(GraphSources.class);
    private static final String USES = "uses";

    /** How often to look for kinds that weren't there. */
    private static final long LOOK_NANOS = 30_000_000_000L;

    private static final long MOST_EVENTS = 100;

    private final KubernetesClient client;
    private final Map<ChildKind, InformerEventSource<? extends HasMetadata, GraphResource>> sources =
            new ConcurrentHashMap<>();
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile Optional<IndexerResourceCache<GraphResource>> graphs = Optional.empty();

    GraphSources(KubernetesClient client) {
        this.client = client;
    }

    /** Those that are there at the start. */
    List<EventSource<?, GraphResource>> start(EventSourceContext<GraphResource> context) {
        IndexerResourceCache<GraphResource> cache = context.getPrimaryCache();
        cache.addIndexers(Map.of(USES, GraphSources::used));
        graphs = Optional.of(cache);
        List<EventSource<?, GraphResource>> all = new ArrayList<>();
        for (ChildKind kind : ChildKind.values()) {
            if (kind.isBuiltIn() || isServed(kind)) {
                var source = source(kind, context);
                sources.put(kind, source);
                all.add(source);
            }
        }
        all.add(usedGraphs(context, cache));
        return all;
    }

    /*
     * Kinds are looked for while graphs are worked on, at most twice a minute, by one cheap request for each that isn't
     * there. Following all CRDs instead would need a right beyond the namespaces, and the memory for what others define.
     * Graphs that wait for a kind are looked at every minute; others meet it when they are looked at next.
     */
    /** Follows kinds that came since, and leaves those that went. */
    void follow(Context<GraphResource> context) {
        long last = looked.get();
        long now = System.nanoTime();
        if (now - last < LOOK_NANOS || !looked.compareAndSet(last, now)) {
            return;
        }
        sources.forEach((kind, source) -> {
            // What is followed well is there: nobody has to be asked.
            if (!kind.isBuiltIn() && source.getStatus() == Status.UNHEALTHY && !isServed(kind)) {
                sources.remove(kind);
                context.eventSourceRetriever().dynamicallyDeRegisterEventSource(kind.name());
                LOG.info("the cluster has no {} any more", kind.kind());
            }
        });
        for (ChildKind kind : ChildKind.values()) {
            if (!sources.containsKey(kind) && isServed(kind)) {
                try {
                    var source =
                            source(kind, context.eventSourceRetriever().eventSourceContextForDynamicRegistration());
                    context.eventSourceRetriever().dynamicallyRegisterEventSource(source);
                    sources.put(kind, source);
                    LOG.info("the cluster has {} now", kind.kind());
                } catch (OperatorException | KubernetesClientException e) {
                    LOG.warn("{} is there and can't be followed: {}", kind.kind(), e.getMessage());
                }
            }
        }
    }

    private boolean isServed(ChildKind kind) {
        try {
            return client.supports(kind.apiVersion(), kind.kind());
        } catch (KubernetesClientException e) {
            LOG.warn("can't find out whether the cluster has {}: {}", kind.kind(), e.getMessage());
            return false;
        }
    }

    private static InformerEventSource<? extends HasMetadata, GraphResource> source(
            ChildKind kind, EventSourceContext<GraphResource> context) {
        return kind.isBuiltIn()
                ? source(InformerEventSourceConfiguration.from(kind.type(), GraphResource.class), kind, context)
                : source(
                        InformerEventSourceConfiguration.from(
                                new GroupVersionKind(kind.apiVersion(), kind.kind()), GraphResource.class),
                        kind,
                        context);
    }

    private static <T extends HasMetadata> InformerEventSource<T, GraphResource> source(
            InformerEventSourceConfiguration.Builder<T> builder,
            ChildKind kind,
            EventSourceContext<GraphResource> context) {
        return new InformerEventSource<>(
                builder.withName(kind.name())
                        .withLabelSelector(Labels.GRAPH)
                        .withNamespacesInheritedFromController()
                        .withSecondaryToPrimaryMapper(GraphSources::graphOf)
                        .build(),
                context);
    }

    private static Set<ResourceID> graphOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String graph = labels == null ? null : labels.get(Labels.GRAPH);
        return graph == null
                ? Set.of()
                : Set.of(new ResourceID(graph, object.getMetadata().getNamespace()));
    }

    /** A change of a graph is one of every graph that uses it. */
    private static InformerEventSource<GraphResource, GraphResource> usedGraphs(
            EventSourceContext<GraphResource> context, IndexerResourceCache<GraphResource> cache) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(GraphResource.class, GraphResource.class)
                        .withName("USED_GRAPH")
                        .withNamespacesInheritedFromController()
                        .withPrimaryToSecondaryMapper((GraphResource parent) -> Set.of())
                        .withSecondaryToPrimaryMapper(used -> parents(used, cache))
                        .build(),
                context);
    }

    private static Set<ResourceID> parents(GraphResource used, IndexerResourceCache<GraphResource> cache) {
        Set<ResourceID> parents = new HashSet<>();
        List<String> keys = new ArrayList<>(List.of(GraphKey.of(used).toString()));
        // Those that use it by another graph carry its routes too. A ring ends where nothing new comes.
        for (int i = 0; i < keys.size(); i++) {
            for (GraphResource parent : cache.byIndex(USES, keys.get(i))) {
                if (parents.add(ResourceID.fromResource(parent))) {
                    keys.add(GraphKey.of(parent).toString());
                }
            }
        }
        return parents;
    }

    private static List<String> used(GraphResource graph) {
        String namespace = graph.getMetadata().getNamespace();
        return SpecContent.children(graph.getSpec()).stream()
                .map(name -> new GraphKey(namespace, name).toString())
                .toList();
    }

    @Override
    public Children children(GraphKey graph) {
        GraphResource named = new GraphResource();
        named.setMetadata(new ObjectMetaBuilder()
                .withName(graph.name())
                .withNamespace(graph.namespace())
                .build());
        Collection<HasMetadata> objects = new ArrayList<>();
        EnumSet<ChildKind> known = EnumSet.noneOf(ChildKind.class);
        sources.forEach((kind, source) -> {
            known.add(kind);
            objects.addAll(source.getSecondaryResources(named));
        });
        return new Children(known, objects);
    }

    @Override
    public Optional<GraphResource> graph(GraphKey key) {
        return graphs.flatMap(cache -> cache.get(new ResourceID(key.name(), key.namespace())))
                .filter(graph -> graph.getMetadata().getDeletionTimestamp() == null);
    }

    @Override
    public List<Event> events(Pod pod) {
        try {
            return client.v1()
                    .events()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withField("involvedObject.uid", pod.getMetadata().getUid())
                    .list(new ListOptionsBuilder().withLimit(MOST_EVENTS).build())
                    .getItems();
        } catch (KubernetesClientException e) {
            LOG.debug("no events of pod {}: {}", pod.getMetadata().getName(), e.getMessage());
            return List.of();
        }
    }

    /** Every graph. */
    List<GraphResource> graphs() {
        return graphs.map(cache -> cache.list().toList()).orElse(List.of());
    }
}

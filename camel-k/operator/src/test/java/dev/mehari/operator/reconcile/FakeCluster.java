// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.mehari.crd.GraphResource;
import dev.mehari.crd.Labels;
import dev.mehari.operator.act.Writes;
import dev.mehari.operator.observe.ChildKind;
import dev.mehari.operator.observe.Children;
import dev.mehari.operator.observe.ClusterView;
import dev.mehari.operator.observe.PodAccess;
import dev.mehari.operator.revision.GraphKey;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of one namespace in memory: objects with versions, preconditions and owners, and controllers that make pods and
 * EndpointSlices whenever a test says so. The mock server of fabric8 knows no server-side apply.
 */
public final class FakeCluster implements ClusterView, Writes, PodAccess {
    private static final KubernetesSerialization COPY = new KubernetesSerialization();
    private static final ContainerStatus CREATING = new ContainerStatusBuilder()
            .withNewState()
            .withNewWaiting()
            .withReason("ContainerCreating")
            .endWaiting()
            .endState()
            .build();

    public final List<Event> events = new ArrayList<>();
    public final List<String> written = new ArrayList<>();
    public Instant now = Instant.parse("2026-01-01T12:00:00Z");
    boolean podsGetReady = true;
    /** What the kubelet says of pods that aren't ready; they wait for their mounts then. */
    final List<Event> ofPods = new ArrayList<>();

    int smokeStatus = 200;
    String report = "";

    /** What the server says to calls that start so; those count as tried, not as written. */
    public final Map<String, RuntimeException> refusals = new TreeMap<>();

    /** Those that it has. */
    final Set<ChildKind> kinds = EnumSet.range(ChildKind.CONTROLLER_REVISION, ChildKind.NETWORK_POLICY);

    public final List<String> tried = new ArrayList<>();

    /** The call at which the operator ends, before or after it is done; 0 is none. */
    int crashAt;

    private final Map<String, HasMetadata> objects = new TreeMap<>();
    private int calls;
    private long version = 100;

    /** What an operator that is killed feels like. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    public void put(GraphResource graph) {
        GraphResource old = (GraphResource) objects.get(key(graph));
        GraphResource copy = COPY.clone(graph);
        copy.getMetadata().setUid("uid-" + graph.getMetadata().getName());
        copy.getMetadata().setNamespace("models");
        if (old != null) {
            copy.setStatus(old.getStatus());
            copy.getMetadata().setGeneration(old.getMetadata().getGeneration() + 1);
        } else {
            copy.getMetadata().setGeneration(1L);
        }
        store(copy);
    }

    public GraphResource graph(String name) {
        return (GraphResource) COPY.clone(objects.get("InferenceGraph/" + name));
    }

    <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
        return Optional.ofNullable(objects.get(type.getSimpleName() + "/" + name))
                .map(type::cast)
                .map(COPY::clone);
    }

    /** Every object by kind and name, with what it wants. */
    Map<String, String> state() {
        Map<String, String> state = new TreeMap<>();
        objects.forEach((key, object) -> {
            if (object instanceof Deployment d) {
                state.put(key, "replicas " + d.getSpec().getReplicas());
            } else if (object instanceof Service s) {
                state.put(key, s.getSpec().getSelector().toString());
            } else if (!(object instanceof GraphResource)) {
                state.put(key, "");
            }
        });
        return state;
    }

    boolean has(String key) {
        return objects.containsKey(key);
    }

    public void remove(String key) {
        objects.remove(key);
    }

    void edit(HasMetadata object) {
        store(object);
    }

    /** Controllers do their work. */
    public void settle() {
        for (HasMetadata object : List.copyOf(objects.values())) {
            if (object instanceof Deployment deployment) {
                pods(deployment);
            }
        }
        objects.values().removeIf(o -> o instanceof Pod p && !objects.containsKey("Deployment/" + deploymentOf(p)));
        for (HasMetadata object : List.copyOf(objects.values())) {
            if (object instanceof Service service) {
                endpoints(service);
            }
        }
    }

    private static String deploymentOf(Pod pod) {
        String name = pod.getMetadata().getName();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private void pods(Deployment deployment) {
        String name = deployment.getMetadata().getName();
        int wanted = deployment.getSpec().getReplicas();
        objects.values().removeIf(o -> o instanceof Pod p && deploymentOf(p).equals(name) && index(p) >= wanted);
        for (int i = 0; i < wanted; i++) {
            store(new PodBuilder()
                    .withNewMetadata()
                    .withName(name + "." + i)
                    .withNamespace("models")
                    .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                    .endMetadata()
                    .withNewStatus()
                    .withPhase("Running")
                    .withPodIP("10.0.0.1")
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus(podsGetReady ? "True" : "False")
                    .endCondition()
                    .withContainerStatuses(podsGetReady || ofPods.isEmpty() ? List.of() : List.of(CREATING))
                    .endStatus()
                    .build());
        }
        deployment.setStatus(new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withUpdatedReplicas(wanted)
                .withAvailableReplicas(podsGetReady ? wanted : 0)
                .build());
    }

    private static int index(Pod pod) {
        String name = pod.getMetadata().getName();
        return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
    }

    private void endpoints(Service service) {
        var slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service.getMetadata().getName())
                .withNamespace("models")
                .withLabels(new TreeMap<>(service.getMetadata().getLabels()))
                .addToLabels("kubernetes.io/service-name", service.getMetadata().getName())
                .endMetadata();
        for (HasMetadata object : objects.values()) {
            if (object instanceof Pod pod
                    && podsGetReady
                    && pod.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(service.getSpec().getSelector().entrySet())) {
                slice.addToEndpoints(new EndpointBuilder()
                        .withNewTargetRef()
                        .withKind("Pod")
                        .withName(pod.getMetadata().getName())
                        .endTargetRef()
                        .withNewConditions()
                        .withReady(true)
                        .endConditions()
                        .build());
            }
        }
        store(slice.build());
    }

    @Override
    public Children children(GraphKey graph) {
        List<HasMetadata> found = new ArrayList<>();
        objects.values().forEach(object -> {
            Map<String, String> labels = object.getMetadata().getLabels();
            if (labels != null && graph.name().equals(labels.get(Labels.GRAPH))) {
                found.add(COPY.clone(object));
            }
        });
        return new Children(kinds, found);
    }

    @Override
    public Optional<GraphResource> graph(GraphKey key) {
        return Optional.ofNullable(objects.get("InferenceGraph/" + key.name())).map(o -> (GraphResource) COPY.clone(o));
    }

    @Override
    public List<Event> events(Pod pod) {
        return ofPods;
    }

    @Override
    public <T extends HasMetadata> T apply(T desired) {
        return call("apply " + key(desired), () -> {
            HasMetadata old = objects.get(key(desired));
            T copy = COPY.clone(desired);
            String wanted = desired.getMetadata().getResourceVersion();
            if (wanted != null
                    && (old == null || !wanted.equals(old.getMetadata().getResourceVersion()))) {
                throw refusal(409, "the object has been modified");
            }
            if (copy instanceof Deployment d && old instanceof Deployment o) {
                d.setStatus(o.getStatus());
            }
            store(copy);
            return COPY.clone(copy);
        });
    }

    @Override
    public <T extends HasMetadata> T make(T desired) {
        if (objects.containsKey(key(desired))) {
            throw refusal(409, "Apply failed with 1 conflict");
        }
        return apply(desired);
    }

    @Override
    public ControllerRevision create(ControllerRevision revision) {
        return call("create " + key(revision), () -> {
            if (objects.containsKey(key(revision))) {
                throw refusal(409, "already exists");
            }
            ControllerRevision copy = COPY.clone(revision);
            store(copy);
            return COPY.clone(copy);
        });
    }

    @Override
    public void annotate(ControllerRevision revision, Map<String, @Nullable String> annotations) {
        call("annotate " + key(revision), () -> {
            ControllerRevision copy = COPY.clone((ControllerRevision) objects.get(key(revision)));
            Map<String, String> all = new TreeMap<>(copy.getMetadata().getAnnotations());
            annotations.forEach((name, value) -> {
                if (value == null) {
                    all.remove(name);
                } else {
                    all.put(name, value);
                }
            });
            copy.getMetadata().setAnnotations(all);
            store(copy);
            return copy;
        });
    }

    @Override
    public void delete(HasMetadata object) {
        call("delete " + key(object), () -> Optional.ofNullable(objects.remove(key(object))));
    }

    @Override
    public void status(GraphResource graph) {
        call("status " + key(graph), () -> {
            GraphResource copy = COPY.clone((GraphResource) objects.get(key(graph)));
            copy.setStatus(graph.getStatus());
            store(copy);
            return copy;
        });
    }

    @Override
    public void event(Event event) {
        call("event", () -> events.add(event));
    }

    @Override
    public <T extends HasMetadata> @Nullable T read(T like) {
        @SuppressWarnings("unchecked")
        T found = (T) objects.get(key(like));
        return found == null ? null : COPY.clone(found);
    }

    @Override
    public Answer pod(Pod pod, int port, String path) throws IOException {
        return new Answer(200, report.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Answer service(String namespace, String name, String port, String path) throws IOException {
        return new Answer(smokeStatus, new byte[0]);
    }

    /** Odd crashes come before the server hears, even ones after it did and before the operator knows. */
    private <T> T call(String what, java.util.function.Supplier<T> done) {
        calls++;
        boolean crash = crashAt > 0 && (crashAt + 1) / 2 == calls;
        if (crash && crashAt % 2 == 1) {
            throw new Crash();
        }
        tried.add(what);
        refusals.forEach((start, refusal) -> {
            if (what.startsWith(start)) {
                throw refusal;
            }
        });
        written.add(what);
        T answer = done.get();
        if (crash) {
            throw new Crash();
        }
        return answer;
    }

    public static KubernetesClientException refusal(int code, String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withMessage(message).build());
    }

    private void store(HasMetadata object) {
        HasMetadata old = objects.get(key(object));
        object.getMetadata()
                .setUid(old == null ? "uid-" + ++version : old.getMetadata().getUid());
        if (object instanceof GraphResource) {
            object.getMetadata().setUid("uid-" + object.getMetadata().getName());
        } else {
            object.getMetadata().setGeneration(1L);
        }
        object.getMetadata()
                .setResourceVersion(old == null ? "" : old.getMetadata().getResourceVersion());
        if (old == null || !Objects.equals(COPY.asJson(old), COPY.asJson(object))) {
            object.getMetadata().setResourceVersion(Long.toString(++version));
        }
        objects.put(key(object), object);
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }
}

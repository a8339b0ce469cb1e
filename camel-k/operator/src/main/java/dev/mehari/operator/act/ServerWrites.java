// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import java.util.HashMap;
import java.util.Map;

import dev.mehari.crd.GraphResource;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jspecify.annotations.Nullable;

/** By the API server. Thread-safe. */
public final class ServerWrites implements Writes {
    private static final PatchContext APPLY = applying(true);
    private static final PatchContext MAKE = applying(false);
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(MANAGER)
            .build();

    private final KubernetesClient client;

    public ServerWrites(KubernetesClient client) {
        this.client = client;
    }

    private static PatchContext applying(boolean force) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(MANAGER)
                .withForce(force)
                .build();
    }

    @Override
    public <T extends HasMetadata> T apply(T desired) {
        return client.resource(desired).patch(APPLY, desired);
    }

    @Override
    public <T extends HasMetadata> T make(T desired) {
        return client.resource(desired).patch(MAKE, desired);
    }

    @Override
    public ControllerRevision create(ControllerRevision revision) {
        return client.resource(revision).create();
    }

    @Override
    public void annotate(ControllerRevision revision, Map<String, @Nullable String> annotations) {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("annotations", annotations);
        metadata.put("resourceVersion", revision.getMetadata().getResourceVersion());
        String patch = client.getKubernetesSerialization().asJson(Map.of("metadata", metadata));
        client.resource(revision).patch(MERGE, patch);
    }

    @Override
    public void delete(HasMetadata object) {
        client.resource(object).delete();
    }

    @Override
    public void status(GraphResource graph) {
        GraphResource fresh = new GraphResource();
        fresh.setMetadata(new ObjectMetaBuilder()
                .withName(graph.getMetadata().getName())
                .withNamespace(graph.getMetadata().getNamespace())
                .build());
        fresh.setSpec(null);
        fresh.setStatus(graph.getStatus());
        client.resource(fresh).subresource("status").patch(APPLY, fresh);
    }

    @Override
    public void event(Event event) {
        client.resource(event).create();
    }

    @Override
    public <T extends HasMetadata> @Nullable T read(T like) {
        return client.resource(like).get();
    }
}

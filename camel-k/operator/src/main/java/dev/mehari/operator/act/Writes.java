// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import java.util.Map;

import dev.mehari.crd.GraphResource;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/** Every way in which the operator changes a cluster. All throw {@link KubernetesClientException} where it says no. */
public interface Writes {
    /** What field managers call the operator. All operators share it, so that two of them don't fight over fields. */
    String MANAGER = "mehari-operator";

    /** Server-side apply of the fields that are wanted; with a resourceVersion, only over that version. */
    <T extends HasMetadata> T apply(T desired);

    /** The same for an object that wasn't seen: one of somebody else's that came meanwhile isn't taken over, but a conflict. */
    <T extends HasMetadata> T make(T desired);

    /** Creates a revision, if there is none of its name. */
    ControllerRevision create(ControllerRevision revision);

    /** Sets annotations; null takes them away. */
    void annotate(ControllerRevision revision, Map<String, @Nullable String> annotations);

    /** Deletes an object, if it is still the one that was seen. */
    void delete(HasMetadata object);

    /** Writes the status of a graph, and nothing else of it. */
    void status(GraphResource graph);

    /** Tells people. */
    void event(Event event);

    /** Whether an object of this kind and name is there that no cache shows, because its labels are gone or foreign. */
    <T extends HasMetadata> @Nullable T read(T like);
}

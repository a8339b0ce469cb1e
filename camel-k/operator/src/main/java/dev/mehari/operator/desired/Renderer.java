// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** One way to run a revision: as a Camel K Integration, or as a plain Deployment. Pure and thread-safe. */
public interface Renderer {
    /** {@code camel-k} or {@code plain}. */
    String word();

    /**
     * Every object that runs the revision, its own Service included; each owned by the InferenceGraph. Fresh objects with
     * those fields alone that the operator owns, in an order in which each finds what it needs.
     *
     * @param replicas pods wanted, 0 or more
     * @throws InvalidRevisionException if the revision asks for what a pod can't have: to be asked for (with any number of
     *     replicas) before a revision is kept
     */
    List<HasMetadata> render(GraphRevision revision, int replicas);

    /** A new revision, with what has to be remembered of the cluster that it is made in. */
    default GraphRevision remember(GraphRevision revision) {
        return revision;
    }

    /** What people should know of that which runs the revisions here, and what to do. */
    default Optional<String> warning() {
        return Optional.empty();
    }
}

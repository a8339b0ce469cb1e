// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** One way to run a revision: as a Camel K Integration, or as a plain Deployment. Pure and thread-safe. */
public interface Renderer {
    /** {@code camel-k} or {@code plain}. */
    String word();

    /**
     * Every object that runs the revision, its own Service included; each owned by the InferenceGraph.
     *
     * @param replicas pods wanted, 0 or more
     */
    List<HasMetadata> render(GraphRevision revision, int replicas);
}

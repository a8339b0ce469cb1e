// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * An InferenceGraph as the API server keeps it. Its spec is the tree that was applied, unread: what it means is for
 * {@code dev.mehari.graph}, which reads it as it reads a file, and keys that this release doesn't know survive.
 */
@Group(GraphResource.GROUP)
@Version(GraphResource.VERSION)
@Kind(GraphResource.KIND)
@Plural(GraphResource.PLURAL)
@Singular(GraphResource.SINGULAR)
@ShortNames(GraphResource.SHORT_NAME)
public final class GraphResource extends CustomResource<ObjectNode, GraphStatus> implements Namespaced {
    public static final String GROUP = "mehari.dev";
    public static final String VERSION = "v1alpha1";
    public static final String KIND = "InferenceGraph";
    public static final String PLURAL = "inferencegraphs";
    public static final String SINGULAR = "inferencegraph";
    public static final String SHORT_NAME = "mgraph";

    /** {@code inferencegraphs.mehari.dev}: KServe owns a kind of the same name, so this is what to write to kubectl. */
    public static final String FULL_NAME = PLURAL + "." + GROUP;

    @Override
    protected ObjectNode initSpec() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    protected GraphStatus initStatus() {
        return GraphStatus.NONE;
    }
}

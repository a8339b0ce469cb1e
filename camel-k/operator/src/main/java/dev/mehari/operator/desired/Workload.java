// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

import dev.mehari.crd.GraphResource;
import dev.mehari.crd.Labels;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/**
 * What runs a revision, read and judged once for every renderer.
 *
 * @param name of everything: {@code credit-r7}
 * @param routes the text that is mounted
 */
record Workload(
        String namespace,
        String name,
        SortedMap<String, String> labels,
        OwnerReference owner,
        String image,
        String pullPolicy,
        String routes,
        PodSettings pods,
        SortedSet<ModelMount> mounts) {

    /** Enough for any text that people read; a ConfigMap ends at 1,048,576. */
    static final int MAX_ROUTES_BYTES = 900_000;

    private static final int MAX_IMAGE = 1024;
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");

    Workload {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        mounts = Collections.unmodifiableSortedSet(mounts);
    }

    /** @throws InvalidRevisionException with all that hinders */
    static Workload of(GraphRevision revision) {
        Complaints complaints = new Complaints(revision.graph());
        if (!Names.isServiceName(revision.name())) {
            complaints.add(
                    "metadata.name",
                    Complaints.quoted(revision.name())
                            + " can't be a Service's name: a letter first, then lower-case letters, digits and '-', 63 at most",
                    "Give the graph a shorter name, or one that starts with a letter.");
        }
        if (!isImage(revision.image())) {
            complaints.add(
                    "image", Complaints.quoted(revision.image()) + " is no image", "Mend the operator's settings.");
        }
        if (!PULL_POLICIES.contains(revision.pullPolicy())) {
            complaints.add(
                    "image",
                    Complaints.quoted(revision.pullPolicy()) + " is no pull policy",
                    "Mend the operator's settings: " + String.join(", ", PULL_POLICIES) + ".");
        }
        int bytes = Texts.utf8Bytes(revision.routes());
        if (bytes > MAX_ROUTES_BYTES) {
            complaints.add(
                    "spec",
                    "its routes are " + bytes + " bytes, a ConfigMap takes " + MAX_ROUTES_BYTES,
                    "Put long constants into data files, or cut the graph into several that call each other.");
        }
        PodSettings pods = PodSettings.read(revision.spec(), complaints);
        ModelMounts mounts = new ModelMounts(complaints).add(revision.spec(), "");
        revision.children().forEach((name, spec) -> mounts.add(spec, "graph " + Complaints.quoted(name) + ": "));
        complaints.end();
        return new Workload(
                revision.namespace(),
                revision.name(),
                labels(revision),
                owner(revision.graph(), revision.uid()),
                revision.image(),
                revision.pullPolicy(),
                revision.routes(),
                pods,
                mounts.all());
    }

    private static boolean isImage(String image) {
        return image.length() <= MAX_IMAGE && image.matches("[A-Za-z0-9][A-Za-z0-9._:/@-]*");
    }

    static SortedMap<String, String> labels(GraphRevision revision) {
        SortedMap<String, String> labels = graphLabels(revision.graph());
        labels.put(Labels.REVISION, Long.toString(revision.number()));
        return labels;
    }

    /** Of what belongs to the graph and not to a revision. */
    static SortedMap<String, String> graphLabels(String graph) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put(Labels.MANAGED_BY, Labels.MEHARI);
        labels.put(Labels.GRAPH, graph);
        return labels;
    }

    /** What selects the pods of a revision, whoever made them. */
    SortedMap<String, String> selector() {
        SortedMap<String, String> selector = new TreeMap<>(labels);
        selector.remove(Labels.MANAGED_BY);
        return selector;
    }

    static OwnerReference owner(String graph, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion(GraphResource.GROUP + "/" + GraphResource.VERSION)
                .withKind(GraphResource.KIND)
                .withName(graph)
                .withUid(uid)
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** Of an object of this revision. */
    ObjectMeta meta(String objectName) {
        return new ObjectMetaBuilder()
                .withName(objectName)
                .withNamespace(namespace)
                .withLabels(new TreeMap<>(labels))
                .withOwnerReferences(owner)
                .build();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Comparator;

/**
 * A ConfigMap or claim of the graph's namespace that models are read from.
 *
 * @param name a DNS subdomain
 */
record ModelMount(Kind kind, String name) implements Comparable<ModelMount> {
    private static final Comparator<ModelMount> ORDER =
            Comparator.comparing(ModelMount::kind).thenComparing(ModelMount::name);

    /** Where the pod's {@code mehari.models.mounts} is. */
    static final String ROOT = "/mehari/mounts";

    /** What holds the models. */
    enum Kind {
        CONFIG_MAP("configmap", "a ConfigMap"),
        CLAIM("pvc", "a PersistentVolumeClaim");

        private final String scheme;
        private final String words;

        Kind(String scheme, String words) {
            this.scheme = scheme;
            this.words = words;
        }

        /** Of the URI, and the folder of its mounts. */
        String scheme() {
            return scheme;
        }

        /** For messages. */
        String words() {
            return words;
        }
    }

    /** {@code /mehari/mounts/pvc/models}. */
    String path() {
        return ROOT + "/" + kind.scheme() + "/" + name;
    }

    @Override
    public int compareTo(ModelMount other) {
        return ORDER.compare(this, other);
    }
}

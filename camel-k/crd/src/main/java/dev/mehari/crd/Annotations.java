// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

/** Annotations on an InferenceGraph by which people and GitOps steer a rollout. */
public final class Annotations {
    /** The number of a revision that waits: it becomes live. Said once; other numbers do nothing. */
    public static final String PROMOTE = "mehari.dev/promote";

    /** The number of a kept revision that is made live and held until the spec's content changes or the pin goes. */
    public static final String PIN = "mehari.dev/pin";

    /** {@code "true"}: the operator changes nothing of this graph. */
    public static final String PAUSE = "mehari.dev/pause";

    private Annotations() {}
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

/** Labels on everything that is made for a graph. */
public final class Labels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The value of {@link #MANAGED_BY}. */
    public static final String MEHARI = "mehari";

    /** The graph's name. */
    public static final String GRAPH = "mehari.dev/graph";

    /** The revision's number; on pods too. */
    public static final String REVISION = "mehari.dev/revision";

    private Labels() {}
}

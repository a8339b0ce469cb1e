// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/**
 * The headers that tell of a prediction in a route of one's own, beside its outputs in the body. {@code graph:} sets them,
 * {@code tap:} reads them.
 */
public final class PredictionHeaders {
    /** Its id, text. */
    public static final String ID = "CamelMehariPredictionId";

    /** The graph that answered, text. */
    public static final String GRAPH = "CamelMehariGraph";

    /** The revision that answered, Long. */
    public static final String REVISION = "CamelMehariRevision";

    /** The branches taken, such as {@code score=0,1}; not there if the graph has none. */
    public static final String PATH = "CamelMehariPath";

    private PredictionHeaders() {}
}

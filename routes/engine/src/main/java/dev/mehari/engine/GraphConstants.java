// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import dev.mehari.nodes.PredictionHeaders;
import org.apache.camel.spi.Metadata;

/** Headers of {@code graph:}. Camel drops such headers at the borders of HTTP, Kafka and JMS. */
public final class GraphConstants {
    @Metadata(
            label = "producer",
            description = "The prediction id; taken from the exchange if not given",
            javaType = "String")
    public static final String PREDICTION_ID = PredictionHeaders.ID;

    @Metadata(label = "producer", description = "The graph that answered", javaType = "String")
    public static final String GRAPH = PredictionHeaders.GRAPH;

    @Metadata(label = "producer", description = "The revision that answered", javaType = "Long")
    public static final String REVISION = PredictionHeaders.REVISION;

    @Metadata(label = "producer", description = "The branches taken, such as score=0,1", javaType = "String")
    public static final String PATH = PredictionHeaders.PATH;

    @Metadata(
            label = "producer",
            description = "Parameters that conditions read as params: Boolean, Long, Double or String by name",
            javaType = "Map<String, Object>")
    public static final String PARAMETERS = "CamelMehariParameters";

    private GraphConstants() {}
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.util.List;
import java.util.Map;

import dev.mehari.engine.GraphMetadata;
import dev.mehari.engine.ServedGraph;
import dev.mehari.model.ModelCard;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * Writes the metadata of a graph as the protocol has it, and under {@code parameters} what it has no place for: the
 * revision's identity, the models with their cards, features and categories of inputs, and which may be left out.
 */
public final class MetadataWriter {
    public static final String PLATFORM = "mehari";
    /** What stands for the shape of a tensor whose rank only shows at run time. */
    public static final Shape UNKNOWN = Shape.of(Shape.DYNAMIC);

    private MetadataWriter() {}

    public static void write(GraphMetadata metadata, List<String> versions, JsonOutput out) {
        out.raw("{\"name\":").text(metadata.name());
        out.raw(",\"versions\":").texts(versions);
        out.raw(",\"platform\":\"" + PLATFORM + "\",\"inputs\":[");
        String separator = "";
        for (GraphMetadata.Input input : metadata.inputs()) {
            out.raw(separator);
            writeTensor(input.name(), input.type(), out);
            out.raw(",\"parameters\":{\"optional\":").value(input.optional());
            writeFeatures(input.type(), out);
            out.raw("}}");
            separator = ",";
        }
        out.raw("],\"outputs\":[");
        separator = "";
        for (GraphMetadata.Output output : metadata.outputs()) {
            out.raw(separator);
            writeTensor(output.name(), output.type(), out);
            out.raw("}");
            separator = ",";
        }
        out.raw("],\"parameters\":{\"revision\":").number(metadata.revision());
        out.raw(",\"identity\":").text(metadata.identity()).raw(",\"models\":");
        writeModels(metadata.models(), out);
        out.raw("}}");
    }

    private static void writeTensor(String name, TensorType type, JsonOutput out) {
        @Nullable Shape shape = type.shape();
        out.raw("{\"name\":")
                .text(name)
                .raw(",\"datatype\":\"")
                .raw(type.datatype().name());
        out.raw("\",\"shape\":").shape(shape == null ? UNKNOWN : shape);
    }

    private static void writeFeatures(TensorType type, JsonOutput out) {
        if (!type.hasFeatures()) {
            return;
        }
        out.raw(",\"features\":[");
        String separator = "";
        for (Feature feature : type.features()) {
            out.raw(separator).raw("{\"name\":").text(feature.name());
            if (feature.isCategorical()) {
                out.raw(",\"categories\":").texts(feature.categories());
            }
            out.raw("}");
            separator = ",";
        }
        out.raw("]");
    }

    /** Models by key: runtime, digest, and their card as it stands in the manifest. */
    public static void writeModels(Map<String, GraphMetadata.ModelMetadata> models, JsonOutput out) {
        out.raw("{");
        String separator = "";
        for (Map.Entry<String, GraphMetadata.ModelMetadata> model : models.entrySet()) {
            ModelCard card = model.getValue().card();
            out.raw(separator).text(model.getKey());
            out.raw(":{\"runtime\":").text(model.getValue().runtime());
            out.raw(",\"sha256\":").text(model.getValue().sha256());
            out.raw(",\"version\":").text(card.version());
            out.raw(",\"card\":").value(card.entries()).raw("}");
            separator = ",";
        }
        out.raw("}");
    }

    /** The list of all graphs with their loaded revisions, as the model repository extension has it. */
    public static void writeIndex(Iterable<ServedGraph> graphs, JsonOutput out) {
        out.raw("[");
        String separator = "";
        for (ServedGraph graph : graphs) {
            for (String version : graph.versions()) {
                out.raw(separator).raw("{\"name\":").text(graph.name());
                out.raw(",\"version\":").text(version);
                out.raw(",\"state\":\"").raw(graph.isReady(version) ? "READY" : "UNAVAILABLE");
                out.raw("\",\"reason\":\"\"}");
                separator = ",";
            }
        }
        out.raw("]");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.engine.GraphMetadata;
import dev.mehari.tensor.TensorType;
import inference.ModelMetadataResponse;
import inference.ModelMetadataResponse.TensorMetadata;
import java.util.List;

/** What a graph takes and gives, as the standard's message. */
final class MetadataMessage {
    private MetadataMessage() {}

    static ModelMetadataResponse of(GraphMetadata metadata, List<String> versions) {
        ModelMetadataResponse.Builder message = ModelMetadataResponse.newBuilder()
                .setName(metadata.name())
                .addAllVersions(versions)
                .setPlatform("mehari")
                .putProperties("revision", Long.toString(metadata.revision()))
                .putProperties("identity", metadata.identity());
        metadata.inputs().forEach(input -> message.addInputs(tensor(input.name(), input.type())));
        metadata.outputs().forEach(output -> message.addOutputs(tensor(output.name(), output.type())));
        metadata.models().forEach((key, model) -> {
            message.putProperties("models." + key + ".runtime", model.runtime());
            message.putProperties("models." + key + ".sha256", model.sha256());
            if (!model.card().version().isEmpty()) {
                message.putProperties("models." + key + ".version", model.card().version());
            }
        });
        return message.build();
    }

    private static TensorMetadata tensor(String name, TensorType type) {
        TensorMetadata.Builder tensor =
                TensorMetadata.newBuilder().setName(name).setDatatype(type.datatype().name());
        if (type.shape() != null) {
            for (long dim : type.shape().toArray()) {
                tensor.addShape(dim);
            }
        }
        return tensor.build();
    }
}

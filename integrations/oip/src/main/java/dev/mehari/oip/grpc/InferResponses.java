// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import inference.InferParameter;
import inference.ModelInferResponse;
import inference.ModelInferResponse.InferOutputTensor;

/** Writes answers as the protocol's messages. */
public final class InferResponses {
    private InferResponses() {}

    /**
     * @param raw whether outputs go to {@code raw_output_contents}, as they should where the request had raw contents;
     *     they do in any case if one of them has no other form
     */
    public static ModelInferResponse write(Prediction prediction, boolean raw) {
        NamedTensors outputs = prediction.outputs();
        boolean allRaw = raw || hasHalfFloats(outputs);
        ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                .setModelName(prediction.graph())
                .setModelVersion(Long.toString(prediction.revision()))
                .setId(prediction.id());
        if (!prediction.path().isEmpty()) {
            response.putParameters(
                    "path",
                    InferParameter.newBuilder()
                            .setStringParam(prediction.path())
                            .build());
        }
        for (int i = 0; i < outputs.size(); i++) {
            Tensor tensor = outputs.tensor(i);
            InferOutputTensor.Builder output = response.addOutputsBuilder()
                    .setName(outputs.name(i))
                    .setDatatype(tensor.datatype().name());
            for (int d = 0; d < tensor.shape().rank(); d++) {
                output.addShape(tensor.shape().dim(d));
            }
            if (allRaw) {
                response.addRawOutputContents(Contents.raw(tensor));
            } else {
                output.setContents(Contents.write(tensor));
            }
        }
        return response.build();
    }

    private static boolean hasHalfFloats(NamedTensors outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            if (!Contents.has(outputs.tensor(i).datatype())) {
                return true;
            }
        }
        return false;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.Tensor;
import inference.InferParameter;
import inference.ModelInferResponse;
import inference.ModelInferResponse.InferOutputTensor;

/** Writes the standard's response message. */
final class ResponseMessage {
    private ResponseMessage() {}

    /** @param raw whether the request came with raw contents: then the answer does too, without a copy of the numbers */
    static ModelInferResponse of(Prediction prediction, boolean raw) {
        boolean bytes = raw;
        for (int i = 0; i < prediction.outputs().size(); i++) {
            bytes |= !TypedContents.canHold(prediction.outputs().tensor(i).datatype());
        }
        ModelInferResponse.Builder message = ModelInferResponse.newBuilder()
                .setModelName(prediction.graph())
                .setModelVersion(Long.toString(prediction.revision()))
                .setId(prediction.id());
        if (!prediction.path().isEmpty()) {
            message.putParameters(
                    "path", InferParameter.newBuilder().setStringParam(prediction.path()).build());
        }
        for (int i = 0; i < prediction.outputs().size(); i++) {
            Tensor tensor = prediction.outputs().tensor(i);
            InferOutputTensor.Builder output = message.addOutputsBuilder()
                    .setName(prediction.outputs().name(i))
                    .setDatatype(tensor.datatype().name());
            for (int d = 0; d < tensor.shape().rank(); d++) {
                output.addShape(tensor.shape().dim(d));
            }
            if (bytes) {
                // Tensors never change, so the message may share their memory.
                message.addRawOutputContents(UnsafeByteOperations.unsafeWrap(tensor.toBinary()));
            } else {
                output.setContents(TypedContents.write(tensor));
            }
        }
        return message.build();
    }
}

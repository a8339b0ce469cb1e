// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/**
 * An open model, and how tensors go into it and come out.
 *
 * @param fedNames the engine's names for the inputs, in the signature's order
 * @param classes for each output the number of classes if it came from ZipMap, else 0
 * @param rareTexts those of the model file
 */
record Session(
        Engine engine,
        OrtSession ort,
        Signature signature,
        List<String> fedNames,
        List<Integer> classes,
        RareTexts rareTexts) {
    Session {
        fedNames = List.copyOf(fedNames);
        classes = List.copyOf(classes);
    }

    TensorSpec input(int index) {
        return signature.inputs().get(index);
    }

    TensorSpec output(int index) {
        return signature.outputs().get(index);
    }

    /** A tensor over direct memory, which must stay as it is while the tensor is open. Not for BYTES. */
    OnnxTensor over(ByteBuffer content, Datatype datatype, Shape shape) throws OrtException {
        OnnxJavaType type = ElementType.of(datatype).twin().javaType().orElseThrow();
        return OnnxTensor.createTensor(engine.environment(), content, shape.toArray(), type);
    }

    /**
     * Copies an output out of the engine's memory.
     *
     * @param asked rare texts in the request
     */
    Tensor read(int output, OnnxValue value, List<String> asked) throws OrtException {
        if (!(value instanceof OnnxTensor tensor)) {
            throw InferenceException.of(
                    InferenceException.Kind.FAILED, "output '" + output(output).name() + "' came without a value");
        }
        Shape shape = Shape.of(tensor.getInfo().getShape());
        Datatype datatype = output(output).datatype();
        Tensor read = datatype == Datatype.BYTES
                ? readTexts(tensor, shape, asked)
                : Tensor.wrap(datatype, shape, tensor.getByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
        return asProbabilities(output, read);
    }

    Tensor readTexts(OnnxTensor tensor, Shape shape, List<String> asked) throws OrtException {
        String[] texts = Texts.read(tensor);
        rareTexts.mend(texts, tensor);
        if (!asked.isEmpty()) {
            try (RareTexts rare = new RareTexts(engine, asked)) {
                rare.mend(texts, tensor);
            }
        }
        return Texts.tensor(shape, texts);
    }

    /** What went into a ZipMap is {@code [n, classes]}, or {@code [classes]} for one row. */
    private Tensor asProbabilities(int output, Tensor tensor) {
        int count = classes.get(output);
        if (count == 0) {
            return tensor;
        }
        Shape shape = tensor.shape();
        if (shape.rank() < 1 || shape.rank() > 2 || shape.dim(shape.rank() - 1) != count) {
            throw InferenceException.invalid("the model can't take these dimensions: output '"
                    + output(output).name() + "' comes as " + shape + ", its list of classes has " + count);
        }
        return shape.rank() == 2 ? tensor : tensor.reshape(Shape.of(1, count));
    }
}

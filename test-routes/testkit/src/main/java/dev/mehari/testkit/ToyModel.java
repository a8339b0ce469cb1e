// SPDX-License-Identifier: Apache-2.0

package dev.mehari.testkit;

import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.model.Model;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;

/** A linear function of each row, as slow and as reliable as a test wants. */
final class ToyModel implements Model {
    private final Signature signature;
    private final JsonNode json;

    ToyModel(Signature signature, JsonNode json) {
        this.signature = signature;
        this.json = json;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Tensor[] infer(Tensor[] inputs) {
        boolean slow = inputs[0].doubleAt(0) > json.path("sleepsAbove").asDouble(Double.NEGATIVE_INFINITY);
        long sleep = slow ? json.path("sleepMillis").asLong() * 1_000_000 : 0;
        for (long end = System.nanoTime() + sleep; sleep > 0 && System.nanoTime() < end; ) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        boolean high = json.has("failsAbove")
                && inputs[0].doubleAt(0) > json.path("failsAbove").asDouble();
        if (high || json.path("fails").asBoolean()) {
            throw InferenceException.of(InferenceException.Kind.FAILED, "the toy failed; it was made so");
        }
        int rows = inputs[0].rows();
        Tensor[] outputs = new Tensor[signature.outputs().size()];
        for (int o = 0; o < outputs.length; o++) {
            outputs[o] = output(signature.outputs().get(o), json.path("outputs").get(o), inputs, rows);
        }
        return outputs;
    }

    private static Tensor output(TensorSpec spec, JsonNode rule, Tensor[] inputs, int rows) {
        Shape shape = spec.shape() == null ? Shape.of(rows) : spec.shape();
        for (int i = 0; i < shape.rank(); i++) {
            if (shape.dim(i) == Shape.DYNAMIC || i == 0) {
                shape = shape.with(i, i == 0 ? rows : 1);
            }
        }
        int width = (int) shape.rowElements();
        TensorBuilder builder = new TensorBuilder(spec.datatype(), shape);
        for (int row = 0; row < rows; row++) {
            double sum = rule.path("bias").asDouble() + dot(rule.path("weights"), inputs, row);
            for (int j = 0; j < width; j++) {
                double value = sum + j;
                builder.setDouble(row * width + j, spec.datatype().isFloat() ? value : Math.rint(value));
            }
        }
        return builder.build();
    }

    private static double dot(JsonNode weights, Tensor[] inputs, int row) {
        double sum = 0;
        int at = 0;
        for (Tensor input : inputs) {
            int width = input.rowSize();
            for (int i = 0; i < width; i++) {
                double weight = weights.isEmpty()
                        ? 1
                        : weights.get(at++ % weights.size()).asDouble();
                int index = row * width + i;
                sum += weight
                        * (input.datatype() == Datatype.BYTES ? input.bytesAt(index).length : input.doubleAt(index));
            }
        }
        return sum;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.List;

import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** What a network is asked with, held against its signature: native code must never see anything else. */
final class Inputs {
    private Inputs() {}

    /**
     * The number of rows.
     *
     * @throws InferenceException of kind INVALID if the inputs aren't what the signature says
     */
    static int rows(Signature signature, Tensor[] inputs) {
        List<TensorSpec> specs = signature.inputs();
        if (inputs.length != specs.size()) {
            throw InferenceException.invalid(
                    "the model takes " + specs.size() + " inputs, " + inputs.length + " are given");
        }
        for (int i = 0; i < inputs.length; i++) {
            TensorSpec spec = specs.get(i);
            Tensor input = inputs[i];
            Shape shape = spec.shape();
            if (input.datatype() != spec.datatype()
                    || shape != null && !shape.accepts(input.shape())
                    || input.shape().rank() == 0) {
                throw InferenceException.invalid("the model takes " + spec.datatype() + " "
                        + (shape == null ? "" : shape) + " as '" + spec.name() + "', not " + input);
            }
            if (input.rows() != inputs[0].rows()) {
                throw InferenceException.invalid("'" + specs.get(0).name() + "' has " + inputs[0].rows() + " rows, '"
                        + spec.name() + "' has " + input.rows());
            }
            if (input.size() == 0) {
                throw InferenceException.invalid("'" + spec.name() + "' is empty: its shape is " + input.shape());
            }
        }
        return inputs[0].rows();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.List;
import java.util.Map;

import dev.mehari.model.ModelCard;
import dev.mehari.tensor.TensorType;

/**
 * A revision as metadata tells it.
 *
 * @param revision its number
 * @param identity the SHA-256 of what it is made of, 64 hexadecimal digits
 * @param inputs in the manifest's order
 * @param outputs in the order of the answer
 * @param models by model key
 */
public record GraphMetadata(
        String name,
        long revision,
        String identity,
        List<Input> inputs,
        List<Output> outputs,
        Map<String, ModelMetadata> models) {

    /** @param optional whether it may be left out because a default stands for it */
    public record Input(String name, TensorType type, boolean optional) {}

    public record Output(String name, TensorType type) {}

    /** @param sha256 of the model's file */
    public record ModelMetadata(String runtime, String sha256, ModelCard card) {}
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.maths.Op;
import dev.mehari.maths.Transform;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;

/** A step {@code transform} (rule 17): one chain of kernels over one value, or over several that it joins first. */
final class TransformNode implements Node {
    private final Transform transform;
    private final int[] inputSlots;
    private final int outputSlot;

    private TransformNode(Transform transform, int[] inputSlots, int outputSlot) {
        this.transform = transform;
        this.inputSlots = inputSlots;
        this.outputSlot = outputSlot;
    }

    /** @param ops an array of objects with one kernel each: {@code [{"clip": {"min": 0}}]}; files are constants by now */
    static TransformNode bind(Declaration declaration, String node, List<String> inputs, JsonNode ops, String output) {
        int[] slots = inputs.stream().mapToInt(declaration::slot).toArray();
        List<TensorType> types = new ArrayList<>();
        for (int slot : slots) {
            types.add(declaration.slotType(slot));
        }
        List<Op> parsed = new ArrayList<>();
        for (JsonNode op : ops) {
            if (op.isTextual()) {
                parsed.add(Op.parse(op.asText(), null));
            } else {
                String kernel = op.fieldNames().next();
                parsed.add(Op.parse(kernel, Json.plain(op.get(kernel))));
            }
        }
        return new TransformNode(
                Transform.of(parsed, types, declaration.isBatch()), slots, declaration.slot(node + "." + output));
    }

    @Override
    public int[] reads() {
        return inputSlots;
    }

    @Override
    public void run(Inference frame) {
        Tensor[] tensors = new Tensor[inputSlots.length];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = frame.get(inputSlots[i]);
        }
        frame.put(outputSlot, transform.apply(tensors));
    }
}

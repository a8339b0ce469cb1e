// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.mehari.model.Model;
import dev.mehari.model.Signature;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** A {@link DenseNetwork} with its parameters: answers row by row, so that no row can depend on another. */
final class DenseModel implements Model {
    private final Signature signature;
    private final DensePart.Kernel[] kernels;
    private final int[] widths;
    private final int[] inputSlots;
    private final int[] outputSlots;

    DenseModel(Signature signature, DensePart.Kernel[] kernels, int[] widths, int[] inputSlots, int[] outputSlots) {
        this.signature = signature;
        this.kernels = kernels;
        this.widths = widths;
        this.inputSlots = inputSlots;
        this.outputSlots = outputSlots;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Tensor[] infer(Tensor[] inputs) {
        int rows = Inputs.rows(signature, inputs);
        double[][] slots = new double[widths.length][];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new double[widths[i]];
        }
        Datatype datatype = signature.outputs().get(0).datatype();
        ByteBuffer[] contents = new ByteBuffer[outputSlots.length];
        for (int o = 0; o < contents.length; o++) {
            contents[o] = ByteBuffer.allocate(Math.multiplyExact(rows, widths[outputSlots[o]] * datatype.width()))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < inputs.length; i++) {
                read(inputs[i], row, slots[inputSlots[i]]);
            }
            for (DensePart.Kernel kernel : kernels) {
                kernel.run(slots);
            }
            for (int o = 0; o < contents.length; o++) {
                write(slots[outputSlots[o]], contents[o], datatype);
            }
        }
        Tensor[] outputs = new Tensor[contents.length];
        for (int o = 0; o < outputs.length; o++) {
            outputs[o] = Tensor.wrap(datatype, Shape.of(rows, widths[outputSlots[o]]), contents[o].flip());
        }
        return outputs;
    }

    private static void read(Tensor input, int row, double[] slot) {
        int from = row * slot.length;
        for (int i = 0; i < slot.length; i++) {
            slot[i] = input.doubleAt(from + i);
        }
    }

    private static void write(double[] slot, ByteBuffer content, Datatype datatype) {
        for (double value : slot) {
            if (datatype == Datatype.FP32) {
                content.putFloat((float) value);
            } else {
                content.putDouble(value);
            }
        }
    }

    @Override
    public void close() {
        // Nothing but memory that is collected.
    }
}

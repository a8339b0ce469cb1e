// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import static org.nd4j.linalg.api.shape.Shape.hasDefaultStridesForShape;

/**
 * One network with its input arrays. Confined to the caller that borrowed it.
 *
 * <p>An input is copied into an array that stays from call to call: making an array costs more than filling one of that
 * size, and a layer may write into its input, which tensors don't allow. Outputs are computed in a workspace and copied out
 * of it once, so that no native memory waits for the garbage collector.
 */
final class EngineWorker implements AutoCloseable {
    private static final String WORKSPACE = "MEHARI_OUTPUT";

    private static final WorkspaceConfiguration CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .policyAllocation(AllocationPolicy.STRICT)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();

    private final EngineNetwork.Instance network;
    private final Precision precision;
    private @Nullable INDArray[] arrays = {};

    EngineWorker(EngineNetwork.Instance network, Precision precision) {
        this.network = network;
        this.precision = precision;
    }

    Tensor[] answer(Tensor[] inputs) {
        INDArray[] given = fill(inputs);
        try (MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, WORKSPACE)) {
            INDArray[] computed = network.output(given, workspace);
            Tensor[] outputs = new Tensor[computed.length];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = copy(computed[i]);
            }
            return outputs;
        }
    }

    private INDArray[] fill(Tensor[] inputs) {
        if (arrays.length != inputs.length) {
            arrays = new INDArray[inputs.length];
        }
        INDArray[] filled = new INDArray[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            long[] shape = inputs[i].shape().toArray();
            INDArray array = arrays[i];
            if (array == null || !Arrays.equals(array.shape(), shape)) {
                if (array != null) {
                    array.close();
                }
                array = Nd4j.createUninitializedDetached(precision.ofEngine(), 'c', shape);
                arrays[i] = array;
            }
            bytesOf(array).put(inputs[i].toBinary());
            filled[i] = array;
        }
        return filled;
    }

    private Tensor copy(INDArray computed) {
        INDArray rowMajor = computed;
        boolean whole = computed.data().length() == computed.length();
        if (computed.ordering() != 'c' || !hasDefaultStridesForShape(computed) || !whole) {
            rowMajor = computed.dup('c');
        }
        Datatype datatype = precision.datatype();
        Shape shape = Shape.of(rowMajor.shape());
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(shape.elements() * datatype.width()))
                .order(ByteOrder.LITTLE_ENDIAN);
        content.put(bytesOf(rowMajor).limit(content.capacity())).flip();
        return Tensor.wrap(datatype, shape, content);
    }

    /** The array's memory as bytes. All platforms of the engine are little-endian, as tensors are. */
    private static ByteBuffer bytesOf(INDArray array) {
        return array.data().asNio();
    }

    /** After a failure: whatever workspaces it left open on this thread are in the way of the next call. */
    static void leaveWorkspaces() {
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
        Nd4j.getMemoryManager().setCurrentWorkspace(null);
    }

    @Override
    public void close() {
        for (INDArray array : arrays) {
            if (array != null) {
                array.close();
            }
        }
    }
}

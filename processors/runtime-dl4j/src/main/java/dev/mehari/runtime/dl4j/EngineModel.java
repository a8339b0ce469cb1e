// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.Signature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network that Deeplearning4j itself runs. Its networks keep state while they answer, so each caller borrows one of its
 * own; all of them read the same parameters. There are as many as there are processors, made when first needed: more would
 * only wait for each other's cores.
 */
final class EngineModel implements Model {
    private final Signature signature;
    private final EngineNetwork network;
    private final Precision precision;
    private final INDArray parameters;
    private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final ConcurrentLinkedDeque<EngineWorker> idle = new ConcurrentLinkedDeque<>();

    private EngineModel(Signature signature, EngineNetwork network, Precision precision, INDArray parameters) {
        this.signature = signature;
        this.network = network;
        this.precision = precision;
        this.parameters = parameters;
    }

    /** @throws InvalidModelException if the engine can't run here, or the network can't be made */
    static EngineModel load(EngineNetwork network, Precision precision, NetworkArchive archive) {
        long count = network.parameters();
        archive.requireParameters(count);
        Natives.start();
        INDArray parameters = Nd4j.createUninitialized(precision.ofEngine(), new long[] {1, Math.max(1, count)}, 'c');
        ByteBuffer memory = parameters.data().asNio().order(ByteOrder.nativeOrder());
        archive.parameters((int) count, (index, value) -> {
            if (precision == Precision.SINGLE) {
                memory.putFloat(index * Float.BYTES, (float) value);
            } else {
                memory.putDouble(index * Double.BYTES, value);
            }
        });
        EngineModel model = new EngineModel(EngineSignature.of(network, precision), network, precision, parameters);
        try {
            model.idle.push(model.newWorker());
        } catch (RuntimeException | LinkageError e) {
            parameters.close();
            throw new InvalidModelException(
                    "Deeplearning4j can't make the network of its file: " + EngineNetwork.reason(e), e);
        }
        return model;
    }

    private EngineWorker newWorker() {
        return new EngineWorker(network.instantiate(parameters), precision);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Tensor[] infer(Tensor[] inputs) {
        int rows = Inputs.rows(signature, inputs);
        free.acquireUninterruptibly();
        try {
            EngineWorker worker = idle.poll();
            if (worker == null) {
                worker = newWorker();
            }
            Tensor[] outputs = worker.answer(inputs);
            for (Tensor output : outputs) {
                if (output.shape().rank() == 0 || output.rows() != rows) {
                    throw InferenceException.of(
                            InferenceException.Kind.FAILED,
                            "the model gives " + output + " for " + rows + " rows, not one row for each");
                }
            }
            // Only after success: one that failed may be left in any state, and is dropped.
            idle.push(worker);
            return outputs;
        } catch (DL4JInvalidInputException e) {
            EngineWorker.leaveWorkspaces();
            throw InferenceException.invalid(
                    "the model can't take " + Arrays.toString(inputs) + ": " + EngineNetwork.reason(e));
        } catch (InferenceException e) {
            throw e;
        } catch (RuntimeException e) {
            EngineWorker.leaveWorkspaces();
            throw InferenceException.failed("the model failed", e);
        } finally {
            free.release();
        }
    }

    @Override
    public void close() {
        for (EngineWorker worker = idle.poll(); worker != null; worker = idle.poll()) {
            worker.close();
        }
        parameters.close();
    }
}

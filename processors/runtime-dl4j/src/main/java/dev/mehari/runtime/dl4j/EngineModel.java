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
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.exception.ND4JException;
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
    private final @Nullable INDArray parameters;
    private final boolean takesOpenLengths;
    private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final ConcurrentLinkedDeque<EngineWorker> idle = new ConcurrentLinkedDeque<>();

    private EngineModel(
            Signature signature, EngineNetwork network, Precision precision, @Nullable INDArray parameters) {
        this.signature = signature;
        this.network = network;
        this.precision = precision;
        this.parameters = parameters;
        this.takesOpenLengths = signature.inputs().stream()
                .anyMatch(spec -> spec.shape() == null || !spec.shape().ofRow().isConcrete());
    }

    /** @throws InvalidModelException if the engine can't run here, or the network can't be made */
    static EngineModel load(EngineNetwork network, Precision precision, NetworkArchive archive) {
        long count = network.parameters();
        archive.requireParameters(count);
        EngineSignature signature = EngineSignature.of(network, precision);
        Natives.start();
        INDArray parameters = count == 0 ? null : Nd4j.createUninitializedDetached(precision.ofEngine(), 'c', 1, count);
        EngineModel model = new EngineModel(signature.signature(), network, precision, parameters);
        try {
            if (parameters != null) {
                read(archive, parameters, precision);
            }
            archive.requireUnchanged();
            model.idle.push(model.newWorker());
            signature.example().ifPresent(model::tryOut);
            return model;
        } catch (InvalidModelException e) {
            model.close();
            throw e;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            model.close();
            throw new InvalidModelException(
                    "Deeplearning4j can't make the network of its file: " + EngineNetwork.reason(e), e);
        }
    }

    /** The engine takes many a configuration that it then can't run, such as one without activations. */
    private void tryOut(Tensor[] row) {
        try {
            infer(row);
        } catch (InferenceException e) {
            throw new InvalidModelException("the network can't answer a row of zeros: " + EngineNetwork.reason(e), e);
        }
    }

    private static void read(NetworkArchive archive, INDArray parameters, Precision precision) {
        ByteBuffer memory = parameters.data().asNio().order(ByteOrder.nativeOrder());
        archive.parameters((int) parameters.length(), (index, value) -> {
            if (precision == Precision.SINGLE) {
                memory.putFloat(index * Float.BYTES, (float) value);
            } else {
                memory.putDouble(index * Double.BYTES, value);
            }
        });
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
        } catch (InferenceException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            EngineWorker.leaveWorkspaces();
            throw explain(inputs, e);
        } finally {
            free.release();
        }
    }

    /**
     * Whose fault a failure is. Where lengths are open, whether some fit shows only when the network runs, and the engine
     * has several exceptions for those that don't.
     */
    private InferenceException explain(Tensor[] inputs, Throwable failure) {
        boolean ofRequest = failure instanceof DL4JInvalidInputException
                || takesOpenLengths
                        && (failure instanceof IllegalArgumentException
                                || failure instanceof IllegalStateException
                                || failure instanceof DL4JException
                                || failure instanceof ND4JException);
        return ofRequest
                ? InferenceException.invalid(
                        "the model can't take " + Arrays.toString(inputs) + ": " + EngineNetwork.reason(failure))
                : InferenceException.failed("the model failed", failure);
    }

    @Override
    public void close() {
        for (EngineWorker worker = idle.poll(); worker != null; worker = idle.poll()) {
            worker.close();
        }
        if (parameters != null) {
            parameters.close();
        }
    }
}

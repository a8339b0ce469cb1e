// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import ai.onnxruntime.OrtException;
import dev.mehari.model.Model;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model in ONNX Runtime. Requests of small, recurring shapes go through a {@link PinnedRun}, all others through a
 * {@link FreeRun}; the answers are the same.
 */
final class OnnxModel implements Model {
    private final Session session;
    private final Shelf<PinnedRun> pinnedRuns = new Shelf<>();

    /** False once the engine has refused memory that fitted before: the shapes of this model's outputs can't be guessed. */
    private volatile boolean pins = true;

    OnnxModel(Session session) {
        this.session = session;
    }

    @Override
    public Signature signature() {
        return session.signature();
    }

    @Override
    public Tensor[] infer(Tensor[] inputs) {
        requireFitting(inputs);
        try {
            PinnedRun pinned = pins ? pinnedRuns.take(run -> run.takes(inputs)) : null;
            return pinned == null ? answerFreely(inputs) : answer(inputs, pinned);
        } catch (OrtException e) {
            throw OrtErrors.unanswered(e);
        }
    }

    private Tensor[] answer(Tensor[] inputs, PinnedRun pinned) throws OrtException {
        boolean keep = true;
        try {
            return pinned.answer(inputs);
        } catch (OrtException | PinnedRun.NotWritten e) {
            // Throws again if it is the request that is refused.
            Tensor[] outputs = FreeRun.answer(session, inputs);
            keep = false;
            pins = false;
            return outputs;
        } finally {
            if (keep) {
                leave(pinned);
            } else {
                pinned.close();
            }
        }
    }

    private Tensor[] answerFreely(Tensor[] inputs) throws OrtException {
        Tensor[] outputs = FreeRun.answer(session, inputs);
        PinnedRun next = pins ? PinnedRun.like(session, inputs, outputs) : null;
        if (next != null) {
            leave(next);
        }
        return outputs;
    }

    private void leave(PinnedRun run) {
        @Nullable PinnedRun evicted = pinnedRuns.leave(run);
        if (evicted != null) {
            evicted.close();
        }
    }

    private void requireFitting(Tensor[] inputs) {
        if (inputs.length != session.signature().inputs().size()) {
            throw new IllegalArgumentException(
                    "the model takes " + session.signature().inputs().size() + " inputs, there are " + inputs.length);
        }
        for (int i = 0; i < inputs.length; i++) {
            TensorSpec spec = session.input(i);
            boolean fits = spec.datatype() == inputs[i].datatype()
                    && (spec.shape() == null || spec.shape().accepts(inputs[i].shape()));
            if (!fits) {
                throw InferenceException.invalid("input '" + spec.name() + "' is " + inputs[i] + ", the model takes "
                        + spec.datatype() + " " + (spec.shape() == null ? "of any shape" : spec.shape()));
            }
        }
    }

    @Override
    public void close() {
        pinnedRuns.clear().forEach(PinnedRun::close);
        session.rareTexts().close();
        Engine.close(session.ort());
    }
}

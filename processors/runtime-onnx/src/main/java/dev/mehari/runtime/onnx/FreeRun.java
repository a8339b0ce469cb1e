// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;

/**
 * One run with native tensors of its own, for any shapes. Direct memory is read where it lies, heap memory through
 * {@link Scratch}, outputs are copied once, into the heap. Confined to the caller's thread.
 */
final class FreeRun implements AutoCloseable {
    private final Session session;
    private final List<Runnable> closing = new ArrayList<>(4);
    private final List<String> rareTexts = new ArrayList<>(0);

    private FreeRun(Session session) {
        this.session = session;
    }

    static Tensor[] answer(Session session, Tensor[] inputs) throws OrtException {
        try (FreeRun run = new FreeRun(session)) {
            return run.answer(inputs);
        }
    }

    private Tensor[] answer(Tensor[] inputs) throws OrtException {
        Map<String, OnnxTensor> fed = new LinkedHashMap<>();
        try (Scratch scratch = Scratch.borrow()) {
            for (int i = 0; i < inputs.length; i++) {
                fed.put(session.fedNames().get(i), feed(i, inputs[i], scratch));
            }
            try (OrtSession.Result result = session.ort().run(fed)) {
                Tensor[] outputs = new Tensor[result.size()];
                for (int i = 0; i < outputs.length; i++) {
                    outputs[i] = session.read(i, result.get(i), rareTexts);
                }
                return outputs;
            }
        }
    }

    private OnnxTensor feed(int input, Tensor tensor, Scratch scratch) throws OrtException {
        if (tensor.datatype() == Datatype.BYTES) {
            Texts.Fed texts = Texts.feed(session.engine(), session.input(input).name(), tensor);
            closing.add(texts::close);
            rareTexts.addAll(texts.rare());
            return texts.tensor();
        }
        ByteBuffer content = tensor.toBinary();
        boolean readable = content.isDirect()
                && content.alignmentOffset(0, tensor.datatype().width()) == 0;
        OnnxTensor made = session.over(readable ? content : scratch.copy(content), tensor.datatype(), tensor.shape());
        closing.add(made::close);
        return made;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}

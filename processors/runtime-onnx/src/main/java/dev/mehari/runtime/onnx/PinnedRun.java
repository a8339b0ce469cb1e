// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/*
 * For small models the engine's tensors cost more than the model: making and closing one for each input and output, from
 * both sides of JNI, is two thirds of a run (10 µs against 3.6 µs for iris). So they are made once for given shapes and
 * used again: inputs are copied into their memory, outputs out of it.
 *
 * The shapes of the outputs are guessed: the same inputs' shapes gave them before. Where the values have a say too, the
 * engine notices that the memory doesn't fit and refuses; OnnxModel then answers freely and pins that model no more. In one
 * known case the engine doesn't write at all: an output that is an input. So each first run writes a pattern into the memory
 * before, and finds out if it is still there.
 *
 * Not pinned: outputs of a datatype that the Java interface can't make, and outputs that are inputs. They are read as in a
 * free run. Used by one thread at a time.
 */
final class PinnedRun implements AutoCloseable {
    /** Bytes of all inputs, and of all outputs: above, copying costs more than making tensors. */
    private static final int MOST_BYTES = 16 << 10;

    private static final int ALIGNMENT = 64;
    private static final byte UNWRITTEN = (byte) 0xa5;
    private static final String UNWRITTEN_TEXT = "\u0001unwritten";

    private final Session session;
    private final Shape[] inputShapes;
    private final Shape[] outputShapes;

    /** The rest is made with the first run: shapes that come only once aren't worth it. */
    private @Nullable ByteBuffer memory;

    private boolean written;
    private final int[] inputAt;
    private final int[] outputAt;
    private final OnnxTensor[] pinnedOutputs;
    private final List<OnnxTensor> made = new ArrayList<>();
    private final Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
    private final Set<String> loose = new LinkedHashSet<>();

    private PinnedRun(Session session, Tensor[] inputs, Tensor[] outputs) {
        this.session = session;
        this.inputShapes = Arrays.stream(inputs).map(Tensor::shape).toArray(Shape[]::new);
        this.outputShapes = Arrays.stream(outputs).map(Tensor::shape).toArray(Shape[]::new);
        this.inputAt = new int[inputs.length];
        this.outputAt = new int[outputs.length];
        this.pinnedOutputs = new OnnxTensor[outputs.length];
    }

    /** What may serve requests like this one, which a free run has just answered; null if it wouldn't pay. */
    static @Nullable PinnedRun like(Session session, Tensor[] inputs, Tensor[] outputs) {
        return isSmall(inputs) && isSmall(outputs) ? new PinnedRun(session, inputs, outputs) : null;
    }

    private static boolean isSmall(Tensor[] tensors) {
        long bytes = 0;
        for (Tensor tensor : tensors) {
            if (tensor.size() == 0) {
                return false;
            }
            bytes += (long) tensor.size() * Math.max(8, tensor.datatype().width());
        }
        return bytes <= MOST_BYTES;
    }

    /** Whether the inputs have its shapes. */
    boolean takes(Tensor[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (!inputs[i].shape().equals(inputShapes[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Answers.
     *
     * @throws OrtException if the engine refuses, be it the request or the pinned memory
     * @throws NotWritten if the engine left the memory as it was
     */
    Tensor[] answer(Tensor[] inputs) throws OrtException, NotWritten {
        ByteBuffer block = memory == null ? prepare() : memory;
        List<Texts.Fed> texts = List.of();
        try {
            for (int i = 0; i < inputs.length; i++) {
                if (inputs[i].datatype() == Datatype.BYTES) {
                    texts = texts.isEmpty() ? new ArrayList<>() : texts;
                    Texts.Fed one =
                            Texts.feed(session.engine(), session.input(i).name(), inputs[i]);
                    texts.add(one);
                    fed.put(session.fedNames().get(i), one.tensor());
                } else {
                    ByteBuffer content = inputs[i].toBinary();
                    block.put(inputAt[i], content, 0, content.remaining());
                }
            }
            try (OrtSession.Result result = session.ort().run(fed, loose, pinned)) {
                return read(block, result, rareIn(texts));
            }
        } finally {
            texts.forEach(Texts.Fed::close);
        }
    }

    private static List<String> rareIn(List<Texts.Fed> texts) {
        return texts.isEmpty()
                ? List.of()
                : texts.stream().flatMap(fed -> fed.rare().stream()).toList();
    }

    private ByteBuffer prepare() throws OrtException {
        int end = 0;
        for (int i = 0; i < inputAt.length; i++) {
            inputAt[i] = end;
            end += room(session.input(i).datatype(), inputShapes[i]);
        }
        int firstOutput = end;
        for (int i = 0; i < outputAt.length; i++) {
            outputAt[i] = end;
            end += room(session.output(i).datatype(), outputShapes[i]);
        }
        ByteBuffer block = ByteBuffer.allocateDirect(end).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = firstOutput; i < end; i++) {
            block.put(i, UNWRITTEN);
        }
        for (int i = 0; i < inputAt.length; i++) {
            Datatype datatype = session.input(i).datatype();
            if (datatype != Datatype.BYTES) {
                fed.put(session.fedNames().get(i), pin(block, inputAt[i], datatype, inputShapes[i]));
            }
        }
        for (int i = 0; i < outputAt.length; i++) {
            String name = session.output(i).name();
            Datatype datatype = session.output(i).datatype();
            if (session.fedNames().contains(name)
                    || ElementType.of(datatype).javaType().isEmpty()) {
                loose.add(name);
            } else {
                pinnedOutputs[i] = datatype == Datatype.BYTES
                        ? pinTexts(outputShapes[i])
                        : pin(block, outputAt[i], datatype, outputShapes[i]);
                pinned.put(name, pinnedOutputs[i]);
            }
        }
        memory = block;
        return block;
    }

    private static int room(Datatype datatype, Shape shape) {
        return ((int) shape.elements() * datatype.width() + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private OnnxTensor pin(ByteBuffer block, int at, Datatype datatype, Shape shape) throws OrtException {
        ByteBuffer content =
                block.slice(at, (int) shape.elements() * datatype.width()).order(ByteOrder.LITTLE_ENDIAN);
        OnnxTensor tensor = session.over(content, datatype, shape);
        made.add(tensor);
        return tensor;
    }

    private OnnxTensor pinTexts(Shape shape) throws OrtException {
        String[] texts = new String[(int) shape.elements()];
        Arrays.fill(texts, UNWRITTEN_TEXT);
        OnnxTensor tensor = OnnxTensor.createTensor(session.engine().environment(), texts, shape.toArray());
        made.add(tensor);
        return tensor;
    }

    private Tensor[] read(ByteBuffer block, OrtSession.Result result, List<String> rareTexts)
            throws OrtException, NotWritten {
        Tensor[] outputs = new Tensor[outputAt.length];
        int nextLoose = pinned.size(); // a result has them after the pinned ones
        for (int i = 0; i < outputs.length; i++) {
            OnnxTensor own = pinnedOutputs[i];
            if (own == null) {
                outputs[i] = session.read(i, result.get(nextLoose++), rareTexts);
            } else if (session.output(i).datatype() == Datatype.BYTES) {
                outputs[i] = session.readTexts(own, outputShapes[i], rareTexts);
            } else {
                outputs[i] = copy(block, i);
            }
            if (!written && own != null && isUnwritten(outputs[i])) {
                throw new NotWritten();
            }
        }
        written = true;
        return outputs;
    }

    private Tensor copy(ByteBuffer block, int output) {
        Datatype datatype = session.output(output).datatype();
        byte[] content = new byte[(int) outputShapes[output].elements() * datatype.width()];
        block.get(outputAt[output], content);
        return Tensor.wrap(
                datatype, outputShapes[output], ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static boolean isUnwritten(Tensor output) {
        if (output.datatype() == Datatype.BYTES) {
            return output.textAt(0).equals(UNWRITTEN_TEXT);
        }
        ByteBuffer content = output.toBinary();
        while (content.hasRemaining()) {
            if (content.get() != UNWRITTEN) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        made.forEach(OnnxTensor::close);
        made.clear();
    }

    /** The engine has answered without writing into the memory it was given. */
    static final class NotWritten extends Exception {
        private static final long serialVersionUID = 1;

        NotWritten() {
            super("an output was not written to its pinned memory");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtUtil;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/*
 * BYTES to ONNX's strings and back. ONNX strings are UTF-8; ONNX Runtime's Java interface goes through JNI's "modified
 * UTF-8", which is the same but for two things:
 *
 * - Characters above U+FFFF ("rare" here). On the way in JNI would write two surrogates of three bytes each, which no model
 *   means. So a tensor with such a character is made by a model of one constant, whose bytes are ours: that takes a
 *   session, but is rare. On the way out JNI leaves little of the text: see RareTexts.
 * - NUL ends a text, so it is refused on the way in.
 */
final class Texts {
    private static final char REPLACEMENT = '\ufffd';

    private Texts() {}

    /**
     * A string tensor, which belongs to whoever asked for it.
     *
     * @param rare the texts in it with rare characters
     */
    record Fed(OnnxTensor tensor, List<String> rare, Runnable closing) implements AutoCloseable {
        @Override
        public void close() {
            closing.run();
        }
    }

    /** @throws InferenceException INVALID for what ONNX strings can't hold, naming the input */
    static Fed feed(Engine engine, String input, Tensor tensor) throws OrtException {
        String[] texts = new String[tensor.size()];
        List<String> rare = new ArrayList<>(0);
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(input, tensor.bytesAt(i));
            if (RareTexts.isRare(texts[i])) {
                rare.add(texts[i]);
            }
        }
        if (rare.isEmpty()) {
            long[] dims = tensor.shape().toArray();
            OnnxTensor made = OnnxTensor.createTensor(engine.environment(), texts, dims);
            return new Fed(made, rare, made::close);
        }
        return constant(engine, texts, tensor.shape(), rare);
    }

    private static String text(String input, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(0) >= 0) {
            throw InferenceException.invalid("input '" + input + "' has a text with a NUL character, which the model's "
                    + "engine can't take. Leave it out");
        }
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes)) {
            throw InferenceException.invalid(
                    "input '" + input + "' has bytes that are no UTF-8 text, but the model takes text");
        }
        return text;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The tensor as the answer of a model that knows only it. */
    private static Fed constant(Engine engine, String[] texts, Shape shape, List<String> rare) throws OrtException {
        WireWriter tensor = new WireWriter();
        for (long dim : shape.toArray()) {
            tensor.number(1, dim); // dims
        }
        tensor.number(2, ElementType.STRING.number()); // data_type
        for (String text : texts) {
            tensor.text(6, text); // string_data
        }
        tensor.text(8, "constant"); // name
        OrtSession session = engine.openTiny(TinyModel.of(
                new WireWriter().text(1, "constant").text(2, "out").text(4, "Identity"), // input, output, op_type
                new WireWriter().message(5, tensor), // initializer
                ElementType.STRING));
        try {
            OrtSession.Result result = session.run(Map.of());
            return new Fed((OnnxTensor) result.get(0), rare, () -> {
                result.close();
                Engine.close(session);
            });
        } catch (OrtException | RuntimeException e) {
            Engine.close(session);
            throw e;
        }
    }

    /** The elements of a string tensor, as JNI reads them. */
    static String[] read(OnnxTensor tensor) throws OrtException {
        Object value = tensor.getValue();
        return value instanceof String one ? new String[] {one} : OrtUtil.flattenString(value);
    }

    static Tensor tensor(Shape shape, String[] texts) {
        byte[][] elements = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            elements[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return Tensor.of(shape, elements);
    }
}

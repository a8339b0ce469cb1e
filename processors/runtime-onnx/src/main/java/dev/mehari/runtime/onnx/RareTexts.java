// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.LongBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.jspecify.annotations.Nullable;

/*
 * Reads texts with characters above U+FFFF, such as emoji, out of the engine.
 *
 * Their UTF-8 has four bytes from F0..F4 on, which JNI takes for four characters of one byte, and then cuts the text to
 * the number of characters it had counted: the camel U+1F42A arrives as "ð", and so do a thousand others. So the engine is
 * asked instead which of the texts that it may be it is: a model of one LabelEncoder, whose keys are those texts, compares
 * bytes with bytes. A text in an answer is one of the model file's own or one of the request's, unless the model composes
 * texts itself (StringConcat, StringSplit, StringNormalizer, Tokenizer): those arrive damaged.
 *
 * Asked only if a text looks damaged (it has a character from U+00F0 to U+00F4) and there is a rare text that it may be.
 */
final class RareTexts implements AutoCloseable {
    private final Engine engine;
    private final String[] known;
    private @Nullable OrtSession encoder;

    /** @param known texts, of which only those with rare characters count */
    RareTexts(Engine engine, List<String> known) {
        this.engine = engine;
        Set<String> rare = new LinkedHashSet<>(known);
        rare.removeIf(text -> !isRare(text));
        this.known = rare.toArray(String[]::new);
    }

    /** Whether it has a character above U+FFFF. */
    static boolean isRare(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean maybeDamaged(String[] texts) {
        for (String text : texts) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0xf0 && c <= 0xf4) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Puts known rare texts where {@code texts}, read from {@code tensor}, are their remains. */
    void mend(String[] texts, OnnxTensor tensor) throws OrtException {
        if (known.length == 0 || !maybeDamaged(texts)) {
            return;
        }
        try (OrtSession.Result result = encoder().run(Map.of("in", tensor))) {
            LongBuffer which = ((OnnxTensor) result.get(0)).getLongBuffer();
            for (int i = 0; i < texts.length; i++) {
                int at = (int) which.get(i);
                if (at >= 0) {
                    texts[i] = known[at];
                }
            }
        }
    }

    private synchronized OrtSession encoder() throws OrtException {
        OrtSession open = encoder;
        if (open == null) {
            open = engine.openTiny(encoderModel());
            encoder = open;
        }
        return open;
    }

    private byte[] encoderModel() {
        WireWriter keys = new WireWriter().text(1, "keys_strings");
        WireWriter values = new WireWriter().text(1, "values_int64s");
        for (int i = 0; i < known.length; i++) {
            keys.text(9, known[i]); // strings
            values.number(8, i); // ints
        }
        keys.number(20, 8); // type: STRINGS
        values.number(20, 7); // type: INTS
        WireWriter none =
                new WireWriter().text(1, "default_int64").number(3, -1).number(20, 2); // i, type: INT
        WireWriter node = new WireWriter()
                .text(1, "in")
                .text(2, "out")
                .text(4, "LabelEncoder")
                .message(5, keys)
                .message(5, values)
                .message(5, none)
                .text(7, "ai.onnx.ml"); // domain
        return TinyModel.of(
                node, new WireWriter().message(11, TypedValue.of("in", ElementType.STRING, null)), ElementType.INT64);
    }

    @Override
    public synchronized void close() {
        if (encoder != null) {
            Engine.close(encoder);
            encoder = null;
        }
    }
}

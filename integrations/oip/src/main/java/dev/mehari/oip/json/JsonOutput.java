// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

import dev.mehari.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * JSON text as it is written, UTF-8 in one array that grows. Reused by its owner, which is one thread; commas and
 * brackets are the caller's affair.
 */
public final class JsonOutput {
    private static final int KEPT = 4 << 20;
    private static final int BLOCK = 512;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** What follows the backslash for a byte in a text; 0 for none, {@code u} for the long form. */
    private static final byte[] ESCAPES = new byte[256];

    static {
        Arrays.fill(ESCAPES, 0, ' ', (byte) 'u');
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
        ESCAPES['\n'] = 'n';
        ESCAPES['\r'] = 'r';
        ESCAPES['\t'] = 't';
    }

    private byte[] bytes = new byte[1024];
    private int length;

    /** Forgets what was written, and memory that was needed only once. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[1024];
        }
    }

    /** What was written lies in {@code [0, length)}; valid until the next write. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    void reserve(long more) {
        long needed = length + more;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 8) {
                throw new OutOfMemoryError("an answer of more than 2^31-1 bytes of JSON");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
        }
    }

    /** ASCII that is JSON already. */
    public JsonOutput raw(String ascii) {
        int count = ascii.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) ascii.charAt(i);
        }
        length += count;
        return this;
    }

    JsonOutput raw(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    JsonOutput raw(byte[] ascii) {
        reserve(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** A text in quotes; half surrogates become U+FFFD. */
    public JsonOutput text(String text) {
        int count = text.length();
        reserve(6L * count + 2);
        bytes[length++] = '"';
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                ascii(c);
            } else if (!Character.isSurrogate(c)) {
                length = Utf8.put(c, bytes, length);
            } else if (Character.isHighSurrogate(c) && i + 1 < count && Character.isLowSurrogate(text.charAt(i + 1))) {
                length = Utf8.put(Character.toCodePoint(c, text.charAt(++i)), bytes, length);
            } else {
                length = Utf8.put(0xfffd, bytes, length);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    /** UTF-8 as a text in quotes. @return whether it was UTF-8 */
    boolean text(byte[] utf8) {
        reserve(6L * utf8.length + 2);
        bytes[length++] = '"';
        int i = 0;
        while (i < utf8.length) {
            if (utf8[i] >= 0) {
                ascii(utf8[i++]);
                continue;
            }
            int sequence = Utf8.sequenceLength(utf8, i, utf8.length);
            if (sequence == 0) {
                return false;
            }
            for (int end = i + sequence; i < end; i++) {
                bytes[length++] = utf8[i];
            }
        }
        bytes[length++] = '"';
        return true;
    }

    private void ascii(int c) {
        byte escape = ESCAPES[c];
        if (escape == 0) {
            bytes[length++] = (byte) c;
            return;
        }
        bytes[length++] = '\\';
        bytes[length++] = escape;
        if (escape == 'u') {
            bytes[length++] = '0';
            bytes[length++] = '0';
            bytes[length++] = HEX[c >> 4];
            bytes[length++] = HEX[c & 15];
        }
    }

    public JsonOutput number(long value) {
        reserve(DecimalWriter.MAX_LENGTH);
        length = DecimalWriter.writeLong(value, bytes, length);
        return this;
    }

    JsonOutput unsigned(long value) {
        reserve(DecimalWriter.MAX_LENGTH);
        length = DecimalWriter.writeUnsigned(value, bytes, length);
        return this;
    }

    /** The shortest decimal that reads back as the same double; {@code null} for NaN and infinities. */
    JsonOutput number(double value) {
        reserve(DecimalWriter.MAX_LENGTH);
        if (!Double.isFinite(value)) {
            return raw("null");
        }
        length = DecimalWriter.write(value, bytes, length);
        return this;
    }

    /** The shortest decimal that reads back as the same float; {@code null} for NaN and infinities. */
    JsonOutput number(float value) {
        reserve(DecimalWriter.MAX_LENGTH);
        if (!Float.isFinite(value)) {
            return raw("null");
        }
        length = DecimalWriter.write(value, bytes, length);
        return this;
    }

    /** All floats of {@code data}, each with a comma behind it. */
    void floats(ByteBuffer data) {
        while (data.hasRemaining()) {
            int count = Math.min(BLOCK, data.remaining() / Float.BYTES);
            reserve((long) count * DecimalWriter.MAX_LENGTH);
            byte[] out = bytes; // in locals: through fields, every byte would be a store more
            int to = length;
            for (int i = 0; i < count; i++) {
                float value = data.getFloat();
                to = Float.isFinite(value) ? DecimalWriter.write(value, out, to) : writeNull(out, to);
                out[to++] = ',';
            }
            length = to;
        }
    }

    /** All doubles of {@code data}, each with a comma behind it. */
    void doubles(ByteBuffer data) {
        while (data.hasRemaining()) {
            int count = Math.min(BLOCK, data.remaining() / Double.BYTES);
            reserve((long) count * DecimalWriter.MAX_LENGTH);
            byte[] out = bytes;
            int to = length;
            for (int i = 0; i < count; i++) {
                double value = data.getDouble();
                to = Double.isFinite(value) ? DecimalWriter.write(value, out, to) : writeNull(out, to);
                out[to++] = ',';
            }
            length = to;
        }
    }

    private static int writeNull(byte[] out, int at) {
        out[at] = 'n';
        out[at + 1] = 'u';
        out[at + 2] = 'l';
        out[at + 3] = 'l';
        return at + 4;
    }

    /** Forgets the last {@code count} bytes. */
    void drop(int count) {
        length -= count;
    }

    JsonOutput shape(Shape shape) {
        raw('[');
        for (int i = 0; i < shape.rank(); i++) {
            if (i > 0) {
                raw(',');
            }
            number(shape.dim(i));
        }
        return raw(']');
    }

    JsonOutput texts(Collection<String> texts) {
        return value(texts);
    }

    /** Plain data: texts, numbers, booleans, null, lists and maps with text keys; anything else as its text. */
    public JsonOutput value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return raw(String.valueOf(value));
        }
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        if (value instanceof Number number) {
            return raw(number.toString());
        }
        if (value instanceof Collection<?> list) {
            return list(list);
        }
        return value instanceof Map<?, ?> map ? map(map) : text(value.toString());
    }

    private JsonOutput list(Collection<?> list) {
        raw('[');
        String separator = "";
        for (Object element : list) {
            raw(separator).value(element);
            separator = ",";
        }
        return raw(']');
    }

    private JsonOutput map(Map<?, ?> map) {
        raw('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            raw(separator).text(String.valueOf(entry.getKey())).raw(':').value(entry.getValue());
            separator = ",";
        }
        return raw('}');
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}

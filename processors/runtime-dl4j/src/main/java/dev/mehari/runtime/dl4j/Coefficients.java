// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

import dev.mehari.model.InvalidModelException;

/**
 * All parameters of a network in one row, as {@code Nd4j.write} puts them into {@code coefficients.bin}: two buffers, each
 * with a head, all big-endian.
 *
 * <pre>
 *   shape information     mode UTF, length, type UTF, length x element      skipped: a row has only a length
 *   parameters            mode UTF, length, type UTF, length x element
 *
 *   UTF      2 bytes of length, then that many bytes of text
 *   mode     DIRECT, HEAP, JAVACPP (before 1.0.0-alpha), LONG_SHAPE, MIXED_DATA_TYPES
 *   length   4 bytes in the first three modes, 8 in the others
 *   type     of an element: FLOAT, DOUBLE, INT, LONG …
 * </pre>
 *
 * The length is compared with what the configuration asks for before a byte of it is stored, so that a file can't make us
 * reserve more memory than its own network has.
 */
final class Coefficients {
    /** Takes the parameters one by one. */
    interface Sink {
        void put(int index, double value);
    }

    private Coefficients() {}

    /**
     * @param count how many there must be
     * @throws IOException if the stream breaks off or isn't of this form
     * @throws InvalidModelException if there are other than {@code count}, or in a type that isn't read
     */
    static void read(InputStream stream, int count, Sink sink) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(stream, 1 << 16));
        Head shape = Head.read(in);
        if (shape.length < 1 || shape.length > 2 * 32 + 4) { // rank, sizes and strides, three more
            throw new InvalidModelException("'coefficients.bin' starts with no shape");
        }
        in.skipNBytes(shape.length * shape.width());
        Head head = Head.read(in);
        if (head.length != count) {
            throw new InvalidModelException(
                    "'coefficients.bin' has " + head.length + " parameters, the configuration asks for " + count);
        }
        byte[] chunk = new byte[1 << 16];
        int perChunk = chunk.length / head.width();
        for (int done = 0; done < count; ) {
            int n = Math.min(perChunk, count - done);
            in.readFully(chunk, 0, n * head.width());
            ByteBuffer elements = ByteBuffer.wrap(chunk);
            for (int i = 0; i < n; i++) {
                sink.put(done + i, head.element(elements, i));
            }
            done += n;
        }
    }

    private record Head(String type, long length) {
        static Head read(DataInputStream in) throws IOException {
            String mode = word(in);
            long length =
                    switch (mode) {
                        case "DIRECT", "HEAP", "JAVACPP" -> in.readInt();
                        case "LONG_SHAPE", "MIXED_DATA_TYPES" -> in.readLong();
                        default ->
                            throw new InvalidModelException(
                                    "'coefficients.bin' is in a form of its own, '" + mode + "'");
                    };
            return new Head(word(in), length);
        }

        /** A short word; what is longer isn't one. */
        private static String word(DataInputStream in) throws IOException {
            int length = in.readUnsignedShort();
            if (length > 32) {
                throw new EOFException("no word of " + length + " bytes is expected here");
            }
            byte[] letters = in.readNBytes(length);
            StringBuilder word = new StringBuilder();
            for (byte letter : letters) {
                word.append(letter >= '0' && letter <= 'z' ? (char) letter : '?');
            }
            return word.toString();
        }

        int width() {
            return switch (type) {
                case "DOUBLE", "LONG", "UINT64" -> 8;
                case "FLOAT", "INT", "UINT32" -> 4;
                default ->
                    throw new InvalidModelException(
                            "'coefficients.bin' has parameters of type '" + type + "'; FLOAT and DOUBLE are read");
            };
        }

        double element(ByteBuffer elements, int index) {
            return switch (type) {
                case "FLOAT" -> elements.getFloat(index * 4);
                case "DOUBLE" -> elements.getDouble(index * 8);
                default ->
                    throw new InvalidModelException(
                            "'coefficients.bin' has parameters of type '" + type + "'; FLOAT and DOUBLE are read");
            };
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.IOException;
import java.io.RandomAccessFile;

/** Tells an ONNX model by the outline of its outermost message, reading only tags and lengths. */
final class OnnxOutline {
    private static final int MAX_FIELDS = 10_000;
    private static final int IR_VERSION = 1;
    private static final int GRAPH = 7;
    private static final int LAST_FIELD = 64;

    private OnnxOutline() {}

    /** Whether the file is, field by field to its end, a message with an IR version and a graph. */
    static boolean isModel(RandomAccessFile file) throws IOException {
        long length = file.length();
        boolean version = false;
        boolean graph = false;
        for (int fields = 0; file.getFilePointer() < length; fields++) {
            long tag = varint(file);
            long field = tag >>> 3;
            if (fields == MAX_FIELDS || field == 0 || field > LAST_FIELD) {
                return false;
            }
            if ((tag & 7) == 0) {
                long value = varint(file);
                version |= field == IR_VERSION && value > 0 && value < 1_000;
            } else if ((tag & 7) == 2) {
                long size = varint(file);
                if (size < 0 || size > length - file.getFilePointer()) {
                    return false;
                }
                graph |= field == GRAPH && size > 0;
                file.seek(file.getFilePointer() + size);
            } else {
                return false; // a model has no numbers of fixed width at this level
            }
        }
        return version && graph;
    }

    private static long varint(RandomAccessFile file) throws IOException {
        long result = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = file.readByte();
            result |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return result;
            }
        }
        throw new IOException("a number of more than ten bytes");
    }
}

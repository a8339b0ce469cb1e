// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one message in the protobuf wire format: the few that Mehari adds to a model. The counterpart is {@link WireReader}. */
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireWriter number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    WireWriter bytes(int field, byte[] content) {
        varint((long) field << 3 | 2);
        varint(content.length);
        out.writeBytes(content);
        return this;
    }

    WireWriter text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    WireWriter message(int field, WireWriter message) {
        return bytes(field, message.toBytes());
    }

    /** All fields of another message. */
    WireWriter append(WireWriter fields) {
        return raw(fields.toBytes());
    }

    /** Fields as they are. */
    WireWriter raw(byte[] fields) {
        out.writeBytes(fields);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}

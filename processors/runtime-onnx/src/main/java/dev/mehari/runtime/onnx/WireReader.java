// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;

import dev.mehari.model.InvalidModelException;

/**
 * Walks the fields of one message in the protobuf wire format (Protocol Buffers, "Encoding"):
 *
 * <pre>
 * message = field*        field = tag value       tag = varint(number &lt;&lt; 3 | wire type)
 * wire type 0: varint     1: 8 bytes     2: varint length, then so many bytes     5: 4 bytes
 * </pre>
 *
 * Stricter than protobuf itself, because two readers that disagree on a file are a hole: groups (3, 4) are refused, so is
 * a known field of another wire type, and a field that may stand once and stands twice. Nesting is limited as protobuf
 * limits it. Values are skipped in one step, so a walk costs time for the fields, not for the bytes.
 */
final class WireReader {
    /** Protobuf's own limit: what nests deeper, ONNX Runtime doesn't read either. */
    private static final int MAX_DEPTH = 100;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private final int depth;
    private final String what;

    private int at;
    private long seen;

    // The field that next() has read.
    private int start;
    private int field;
    private int wire;
    private long value;
    private int from;

    /** @param what the message's name with its article, for errors: {@code the graph} */
    WireReader(byte[] bytes, String what) {
        this(bytes, 0, bytes.length, 0, what);
    }

    /** Walks some fields of the graph, from where one begins to where one ends. */
    static WireReader ofGraph(byte[] bytes, int from, int end) {
        return new WireReader(bytes, from, end, 1, "the graph");
    }

    private WireReader(byte[] bytes, int from, int end, int depth, String what) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.depth = depth;
        this.what = what;
    }

    /** Reads the next field; false at the end of the message. */
    boolean next() {
        if (at == end) {
            return false;
        }
        start = at;
        long tag = readVarint();
        wire = (int) tag & 7;
        if (tag >>> 3 == 0 || tag >>> 3 > 0x1fff_ffff) {
            throw broken(what + " has a field with the number " + (tag >>> 3));
        }
        field = (int) (tag >>> 3);
        switch (wire) {
            case VARINT -> value = readVarint();
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            case LENGTH -> {
                long length = readVarint();
                if (length < 0 || length > end - at) {
                    throw broken("it ends inside " + what + ": a field wants " + Long.toUnsignedString(length)
                            + " bytes, there are " + (end - at));
                }
                from = at;
                at += (int) length;
            }
            default -> throw broken(what + " has a field of wire type " + wire);
        }
        return true;
    }

    private void skip(int length) {
        if (end - at < length) {
            throw broken("it ends inside " + what);
        }
        from = at;
        at += length;
    }

    private long readVarint() {
        long result = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == end) {
                throw broken("it ends inside " + what);
            }
            byte b = bytes[at++];
            result |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return result;
            }
        }
        throw broken(what + " has a number of more than ten bytes");
    }

    /** The number of the field just read. */
    int field() {
        return field;
    }

    /** Where the field just read begins, its tag included. */
    int start() {
        return start;
    }

    /** Where the content of the field just read begins. */
    int contentStart() {
        return from;
    }

    /** Where the field just read ends. */
    int end() {
        return at;
    }

    /** The length in bytes of the content of the field just read. */
    int length() {
        require(LENGTH);
        return at - from;
    }

    /** Refuses a second field of this number. */
    WireReader once() {
        long bit = 1L << field;
        if (field < Long.SIZE && (seen & bit) != 0) {
            throw broken(what + " has field " + field + " twice");
        }
        seen |= bit;
        return this;
    }

    /** The field as an integer or enum value. */
    long number() {
        require(VARINT);
        return value;
    }

    /** The field as integers, packed or one by one. */
    void numbers(LongConsumer each) {
        if (wire == VARINT) {
            each.accept(value);
            return;
        }
        require(LENGTH);
        WireReader packed = new WireReader(bytes, from, at, depth, what);
        while (packed.at < packed.end) {
            each.accept(packed.readVarint());
        }
    }

    /** How many floats the field has, packed or one. */
    int floats() {
        if (wire == FIXED32) {
            return 1;
        }
        if (length() % Float.BYTES != 0) {
            throw broken("field " + field + " of " + what + " has " + length() + " bytes, which are no floats");
        }
        return length() / Float.BYTES;
    }

    /** The field's bytes with its tag. */
    byte[] whole() {
        return Arrays.copyOfRange(bytes, start, at);
    }

    /** The field's bytes. */
    byte[] content() {
        require(LENGTH);
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** The field as UTF-8 text. */
    String text() {
        require(LENGTH);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, at - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException(
                    "the file is no valid ONNX model: a name in " + what + " is not UTF-8 (byte " + from + ")", e);
        }
    }

    /** The field as UTF-8 text, if it is one and has characters of four bytes, those above U+FFFF. */
    Optional<String> rareText() {
        require(LENGTH);
        for (int i = from; i < at; i++) {
            if ((bytes[i] & 0xff) >= 0xf0) {
                String text = new String(bytes, from, at - from, StandardCharsets.UTF_8);
                return RareTexts.isRare(text) && text.indexOf('\ufffd') < 0 ? Optional.of(text) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The field as a message, to be walked. */
    WireReader message(String name) {
        require(LENGTH);
        if (depth == MAX_DEPTH) {
            throw broken("it nests deeper than " + MAX_DEPTH + " messages");
        }
        return new WireReader(bytes, from, at, depth + 1, name);
    }

    private void require(int expected) {
        if (wire != expected) {
            throw broken("field " + field + " of " + what + " has wire type " + wire + " instead of " + expected);
        }
    }

    private InvalidModelException broken(String why) {
        return new InvalidModelException("the file is no valid ONNX model: " + why + " (byte " + at + ")");
    }
}

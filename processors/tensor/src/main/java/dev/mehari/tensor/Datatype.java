// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.util.Optional;

/** The element type of a tensor, named as in the Open Inference Protocol. */
public enum Datatype {
    BOOL(1, Family.BOOL),
    INT8(1, Family.SIGNED),
    INT16(2, Family.SIGNED),
    INT32(4, Family.SIGNED),
    INT64(8, Family.SIGNED),
    UINT8(1, Family.UNSIGNED),
    UINT16(2, Family.UNSIGNED),
    UINT32(4, Family.UNSIGNED),
    UINT64(8, Family.UNSIGNED),
    FP16(2, Family.FLOAT),
    BF16(2, Family.FLOAT),
    FP32(4, Family.FLOAT),
    FP64(8, Family.FLOAT),
    /** Byte strings of any length; text is UTF-8. */
    BYTES(0, Family.BYTES);

    private enum Family {
        BOOL,
        SIGNED,
        UNSIGNED,
        FLOAT,
        BYTES
    }

    private final int width;
    private final Family family;

    Datatype(int width, Family family) {
        this.width = width;
        this.family = family;
    }

    /** Bytes of one element; 0 for {@link #BYTES}, whose elements have a length each. */
    public int width() {
        return width;
    }

    public boolean isFloat() {
        return family == Family.FLOAT;
    }

    public boolean isInteger() {
        return family == Family.SIGNED || family == Family.UNSIGNED;
    }

    public boolean isUnsigned() {
        return family == Family.UNSIGNED;
    }

    /** Whether it holds numbers: floats and integers, neither BOOL nor BYTES. */
    public boolean isNumeric() {
        return isFloat() || isInteger();
    }

    /** The smallest value of an integer datatype. For UINT64 see {@link #maxInteger()}. */
    public long minInteger() {
        return family == Family.SIGNED ? -1L << (8 * width - 1) : 0;
    }

    /** The largest value of an integer datatype, as an unsigned long for UINT64 (all bits set). */
    public long maxInteger() {
        return family == Family.SIGNED ? ~minInteger() : -1L >>> (64 - 8 * width);
    }

    /** The datatype of that name, exactly as the protocol writes it. */
    public static Optional<Datatype> named(String name) {
        return switch (name) {
            case "BOOL" -> Optional.of(BOOL);
            case "INT8" -> Optional.of(INT8);
            case "INT16" -> Optional.of(INT16);
            case "INT32" -> Optional.of(INT32);
            case "INT64" -> Optional.of(INT64);
            case "UINT8" -> Optional.of(UINT8);
            case "UINT16" -> Optional.of(UINT16);
            case "UINT32" -> Optional.of(UINT32);
            case "UINT64" -> Optional.of(UINT64);
            case "FP16" -> Optional.of(FP16);
            case "BF16" -> Optional.of(BF16);
            case "FP32" -> Optional.of(FP32);
            case "FP64" -> Optional.of(FP64);
            case "BYTES" -> Optional.of(BYTES);
            default -> Optional.empty();
        };
    }
}

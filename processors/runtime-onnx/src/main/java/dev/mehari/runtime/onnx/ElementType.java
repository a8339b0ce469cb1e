// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.Optional;

import ai.onnxruntime.OnnxJavaType;
import dev.mehari.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/** ONNX's element types (TensorProto.DataType) and the datatypes that they are to us. */
enum ElementType {
    FLOAT(1, Datatype.FP32, OnnxJavaType.FLOAT),
    UINT8(2, Datatype.UINT8, OnnxJavaType.UINT8),
    INT8(3, Datatype.INT8, OnnxJavaType.INT8),
    UINT16(4, Datatype.UINT16, null),
    INT16(5, Datatype.INT16, OnnxJavaType.INT16),
    INT32(6, Datatype.INT32, OnnxJavaType.INT32),
    INT64(7, Datatype.INT64, OnnxJavaType.INT64),
    STRING(8, Datatype.BYTES, OnnxJavaType.STRING),
    BOOL(9, Datatype.BOOL, OnnxJavaType.BOOL),
    FLOAT16(10, Datatype.FP16, OnnxJavaType.FLOAT16),
    DOUBLE(11, Datatype.FP64, OnnxJavaType.DOUBLE),
    UINT32(12, Datatype.UINT32, null),
    UINT64(13, Datatype.UINT64, null),
    COMPLEX64(14, null, null),
    COMPLEX128(15, null, null),
    BFLOAT16(16, Datatype.BF16, OnnxJavaType.BFLOAT16),
    FLOAT8E4M3FN(17, null, null),
    FLOAT8E4M3FNUZ(18, null, null),
    FLOAT8E5M2(19, null, null),
    FLOAT8E5M2FNUZ(20, null, null),
    UINT4(21, null, null),
    INT4(22, null, null),
    FLOAT4E2M1(23, null, null),
    FLOAT8E8M0(24, null, null),
    UINT2(25, null, null),
    INT2(26, null, null);

    private static final ElementType[] ALL = values();

    private final int number;
    private final @Nullable Datatype datatype;
    private final @Nullable OnnxJavaType javaType;

    ElementType(int number, @Nullable Datatype datatype, @Nullable OnnxJavaType javaType) {
        this.number = number;
        this.datatype = datatype;
        this.javaType = javaType;
    }

    static Optional<ElementType> numbered(long number) {
        return number > 0 && number <= ALL.length ? Optional.of(ALL[(int) number - 1]) : Optional.empty();
    }

    static ElementType of(Datatype datatype) {
        for (ElementType type : ALL) {
            if (type.datatype == datatype) {
                return type;
            }
        }
        throw new IllegalStateException("ONNX has no element type for " + datatype);
    }

    /** The number in the file. */
    int number() {
        return number;
    }

    Optional<Datatype> datatype() {
        return Optional.ofNullable(datatype);
    }

    /** What ONNX Runtime's Java interface calls it; empty where it can't make such tensors, only read them. */
    Optional<OnnxJavaType> javaType() {
        return Optional.ofNullable(javaType);
    }

    /** The type with the same bits that {@link #javaType} has, for those without. */
    ElementType twin() {
        return switch (this) {
            case UINT16 -> INT16;
            case UINT32 -> INT32;
            case UINT64 -> INT64;
            default -> this;
        };
    }
}

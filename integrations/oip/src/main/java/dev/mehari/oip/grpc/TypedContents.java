// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import com.google.protobuf.ByteString;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import inference.InferTensorContents;

/** Tensors as lists of typed elements, for clients that don't send bytes. */
final class TypedContents {
    private TypedContents() {}

    /** @throws InferenceException INVALID if elements are missing, too many, of another type or out of range */
    static Tensor read(String where, Datatype datatype, Shape shape, InferTensorContents contents) {
        int count = count(where, datatype, contents);
        if (count != shape.elements()) {
            throw InferenceException.invalid(where + ": " + datatype + " " + shape + " takes " + shape.elements()
                    + " elements, its contents have " + count + " in " + field(datatype));
        }
        if (count != all(contents)) {
            throw InferenceException.invalid(
                    where + " has contents of another type too; " + datatype + " are sent in " + field(datatype));
        }
        if (datatype == Datatype.BYTES) {
            byte[][] elements = new byte[count][];
            for (int i = 0; i < count; i++) {
                elements[i] = contents.getBytesContents(i).toByteArray();
            }
            return Tensor.of(shape, elements);
        }
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < count; i++) {
            switch (datatype) {
                case BOOL -> builder.setBoolean(i, contents.getBoolContents(i));
                case INT8, INT16, INT32 -> builder.setLong(
                        i, inRange(where, datatype, i, contents.getIntContents(i)));
                case INT64 -> builder.setLong(i, contents.getInt64Contents(i));
                case UINT8, UINT16, UINT32 -> builder.setLong(
                        i, inRange(where, datatype, i, Integer.toUnsignedLong(contents.getUintContents(i))));
                case UINT64 -> builder.setLong(i, contents.getUint64Contents(i));
                case FP32 -> builder.setDouble(i, contents.getFp32Contents(i));
                default -> builder.setDouble(i, contents.getFp64Contents(i));
            }
        }
        return builder.build();
    }

    private static long inRange(String where, Datatype datatype, int index, long value) {
        if (value < datatype.minInteger() || value > datatype.maxInteger()) {
            throw InferenceException.invalid(where + ": element " + index + " is " + value + ", out of the range of " + datatype);
        }
        return value;
    }

    private static int count(String where, Datatype datatype, InferTensorContents contents) {
        return switch (datatype) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            case BYTES -> contents.getBytesContentsCount();
            case FP16, BF16 -> throw InferenceException.invalid(
                    where + ": " + datatype + " has no typed contents. Send raw_input_contents");
        };
    }

    private static int all(InferTensorContents contents) {
        return contents.getBoolContentsCount()
                + contents.getIntContentsCount()
                + contents.getInt64ContentsCount()
                + contents.getUintContentsCount()
                + contents.getUint64ContentsCount()
                + contents.getFp32ContentsCount()
                + contents.getFp64ContentsCount()
                + contents.getBytesContentsCount();
    }

    private static String field(Datatype datatype) {
        return switch (datatype) {
            case BOOL -> "bool_contents";
            case INT8, INT16, INT32 -> "int_contents";
            case INT64 -> "int64_contents";
            case UINT8, UINT16, UINT32 -> "uint_contents";
            case UINT64 -> "uint64_contents";
            case FP32 -> "fp32_contents";
            case FP64 -> "fp64_contents";
            case BYTES -> "bytes_contents";
            case FP16, BF16 -> "raw_input_contents";
        };
    }

    /** Whether a datatype can be told in typed elements at all. */
    static boolean canHold(Datatype datatype) {
        return datatype != Datatype.FP16 && datatype != Datatype.BF16;
    }

    static InferTensorContents write(Tensor tensor) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor.datatype()) {
                case BOOL -> contents.addBoolContents(tensor.booleanAt(i));
                case INT8, INT16, INT32 -> contents.addIntContents((int) tensor.longAt(i));
                case INT64 -> contents.addInt64Contents(tensor.longAt(i));
                case UINT8, UINT16, UINT32 -> contents.addUintContents((int) tensor.longAt(i));
                case UINT64 -> contents.addUint64Contents(tensor.longAt(i));
                case FP32 -> contents.addFp32Contents(tensor.floatAt(i));
                case FP64 -> contents.addFp64Contents(tensor.doubleAt(i));
                case BYTES -> contents.addBytesContents(ByteString.copyFrom(tensor.bytesAt(i)));
                default -> throw new IllegalStateException(tensor.datatype() + " has no typed contents");
            }
        }
        return contents.build();
    }
}

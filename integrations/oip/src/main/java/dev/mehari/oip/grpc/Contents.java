// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import inference.InferTensorContents;

/** The typed form of a tensor's elements: one list of the message per family of datatypes. FP16 and BF16 have none. */
final class Contents {
    private Contents() {}

    static boolean has(Datatype datatype) {
        return datatype != Datatype.FP16 && datatype != Datatype.BF16;
    }

    // ------------------------------------------------------------------------------------------------ in

    static Tensor read(String where, Datatype datatype, Shape shape, InferTensorContents contents) {
        if (!has(datatype)) {
            throw InferenceException.invalid(
                    where + ": " + datatype + " has no typed contents. Send raw_input_contents");
        }
        int count = count(datatype, contents);
        if (all(contents) != count) {
            throw InferenceException.invalid(where + ": contents has elements outside " + field(datatype)
                    + ", where those of " + datatype + " go");
        }
        if (count != shape.elements()) {
            throw InferenceException.invalid(where + ": " + field(datatype) + " has " + count
                    + (count == 1 ? " element" : " elements") + ", shape " + shape + " takes " + shape.elements());
        }
        return datatype == Datatype.BYTES ? texts(shape, contents) : numbers(where, datatype, shape, contents);
    }

    private static int count(Datatype datatype, InferTensorContents contents) {
        return switch (datatype) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            case BYTES -> contents.getBytesContentsCount();
            case FP16, BF16 -> 0;
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
            default -> "bytes_contents";
        };
    }

    private static Tensor texts(Shape shape, InferTensorContents contents) {
        byte[][] elements = new byte[contents.getBytesContentsCount()][];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = contents.getBytesContents(i).toByteArray();
        }
        return Tensor.of(shape, elements);
    }

    private static Tensor numbers(String where, Datatype datatype, Shape shape, InferTensorContents contents) {
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < builder.size(); i++) {
            switch (datatype) {
                case BOOL -> builder.setBoolean(i, contents.getBoolContents(i));
                case INT8, INT16, INT32 -> builder.setLong(i, inRange(where, datatype, i, contents.getIntContents(i)));
                case INT64 -> builder.setLong(i, contents.getInt64Contents(i));
                case UINT8, UINT16, UINT32 ->
                    builder.setLong(i, inRange(where, datatype, i, contents.getUintContents(i) & 0xffff_ffffL));
                case UINT64 -> builder.setLong(i, contents.getUint64Contents(i));
                case FP32 -> builder.setDouble(i, contents.getFp32Contents(i));
                default -> builder.setDouble(i, contents.getFp64Contents(i));
            }
        }
        return builder.build();
    }

    private static long inRange(String where, Datatype datatype, int index, long value) {
        if (value < datatype.minInteger() || value > datatype.maxInteger()) {
            throw InferenceException.invalid(
                    where + ": " + field(datatype) + "[" + index + "] is out of the range of " + datatype);
        }
        return value;
    }

    // ------------------------------------------------------------------------------------------------ out

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
                case BYTES -> contents.addBytesContents(UnsafeByteOperations.unsafeWrap(tensor.bytesAt(i)));
                default -> throw new IllegalStateException(tensor.datatype() + " has no typed contents");
            }
        }
        return contents.build();
    }

    /** The raw form; tensors never change, so it is a view. */
    static ByteString raw(Tensor tensor) {
        return UnsafeByteOperations.unsafeWrap(tensor.toBinary());
    }
}

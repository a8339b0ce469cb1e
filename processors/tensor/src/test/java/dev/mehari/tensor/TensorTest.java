// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TensorTest {
    /** [3, 2]: 0 and 1 in turns for BOOL, 1 to 6 for numbers, their texts for BYTES. */
    private static Tensor sixOf(Datatype datatype) {
        Shape shape = Shape.of(3, 2);
        if (datatype == Datatype.BYTES) {
            return Tensor.of(shape, "1", "2", "3", "4", "5", "6");
        }
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < 6; i++) {
            builder.setLong(i, datatype == Datatype.BOOL ? i % 2 : i + 1);
        }
        return builder.build();
    }

    private static String shown(Tensor tensor, int index) {
        return tensor.datatype() == Datatype.BYTES
                ? tensor.textAt(index)
                : Long.toString((long) tensor.doubleAt(index));
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = Mode.EXCLUDE,
            names = {"BOOL", "BYTES"})
    void readsNumbersAsFloatsAndDoubles(Datatype datatype) {
        Tensor tensor = sixOf(datatype);

        assertThat(tensor.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(tensor.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(tensor.floatAt(4)).isEqualTo(5);
        assertThat(tensor.doubleAt(5)).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void readsAsLongsWhatIsInteger(Datatype datatype) {
        Tensor tensor = sixOf(datatype);

        if (datatype.isInteger()) {
            assertThat(tensor.toLongs()).containsExactly(1, 2, 3, 4, 5, 6);
        } else if (datatype == Datatype.BOOL) {
            assertThat(tensor.toLongs()).containsExactly(0, 1, 0, 1, 0, 1);
        } else {
            assertThatThrownBy(tensor::toLongs).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> tensor.longAt(0)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void readsAsBooleansWhatIsBool(Datatype datatype) {
        Tensor tensor = sixOf(datatype);

        if (datatype == Datatype.BOOL) {
            assertThat(tensor.booleanAt(1)).isTrue();
            assertThat(tensor.booleanAt(2)).isFalse();
            assertThat(tensor.doubleAt(1)).isEqualTo(1);
        } else {
            assertThatThrownBy(() -> tensor.booleanAt(0)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void bytesAndNumbersDoNotMix(Datatype datatype) {
        Tensor tensor = sixOf(datatype);

        if (datatype == Datatype.BYTES) {
            assertThatThrownBy(() -> tensor.doubleAt(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> tensor.floatAt(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> tensor.longAt(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(tensor::toDoubles).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(tensor::toFloats).isInstanceOf(IllegalStateException.class);
        } else {
            assertThatThrownBy(() -> tensor.bytesAt(0)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void everyAccessIsBounded(Datatype datatype) {
        Tensor whole = sixOf(datatype);
        Tensor slice = whole.slice(1, 2);

        for (int outside : new int[] {-1, 2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> shown(slice, outside)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void slicesRows(Datatype datatype) {
        Tensor slice = sixOf(datatype).slice(1, 3);

        assertThat(slice.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(slice.rows()).isEqualTo(2);
        assertThat(shown(slice, 0)).isEqualTo(shown(sixOf(datatype), 2));
        assertThat(shown(slice.slice(1, 2), 1)).isEqualTo(shown(sixOf(datatype), 5));
        assertThat(slice.slice(1, 1).size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void refusesRowsThatAreNotThere(Datatype datatype) {
        Tensor tensor = sixOf(datatype);

        assertThatThrownBy(() -> tensor.slice(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.slice(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.gather(new int[] {0, 3})).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.gather(new int[] {-1})).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.slice(1, 2).gather(new int[] {1}))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aScalarHasNoRowsToSlice() {
        Tensor scalar = Tensor.of(Shape.SCALAR, 7f);

        assertThat(scalar.rows()).isEqualTo(1);
        assertThat(scalar.floatAt(0)).isEqualTo(7);
        assertThatThrownBy(() -> scalar.slice(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> scalar.gather(new int[] {0})).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void gathersRowsInAnyOrderAndMoreThanOnce(Datatype datatype) {
        Tensor tensor = sixOf(datatype);
        Tensor gathered = tensor.slice(1, 3).gather(new int[] {1, 0, 1});

        assertThat(gathered)
                .isEqualTo(Tensor.ofRows(List.of(tensor.slice(2, 3), tensor.slice(1, 2), tensor.slice(2, 3))));
        assertThat(tensor.gather(new int[0]).shape()).isEqualTo(Shape.of(0, 2));
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void rowsOfSlicesJoinToTheWhole(Datatype datatype) {
        Tensor tensor = sixOf(datatype);

        assertThat(Tensor.ofRows(List.of(tensor.slice(0, 1), tensor.slice(1, 1), tensor.slice(1, 3))))
                .isEqualTo(tensor);
    }

    @Test
    void joinsOnlyRowsOfOneKind() {
        Tensor floats = Tensor.of(Shape.of(1, 2), 1f, 2f);

        assertThatThrownBy(() -> Tensor.ofRows(List.of(floats, Tensor.of(Shape.of(1, 2), 1, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INT32 [1, 2]");
        assertThatThrownBy(() -> Tensor.ofRows(List.of(floats, Tensor.of(Shape.of(1, 1), 1f))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSliceSharesMemory() {
        ByteBuffer memory = ByteBuffer.allocateDirect(12).order(ByteOrder.LITTLE_ENDIAN);
        Tensor slice = Tensor.wrap(Datatype.FP32, Shape.of(3), memory).slice(1, 2);

        memory.putFloat(4, 42f); // only a test may write here

        assertThat(slice.floatAt(0)).isEqualTo(42f);
        assertThat(slice.isDirect()).isTrue();
        assertThat(slice.reshape(Shape.of(1, 1)).floatAt(0)).isEqualTo(42f);
    }

    @Test
    void gatheredRowsAreACopy() {
        ByteBuffer memory = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        Tensor gathered = Tensor.wrap(Datatype.FP32, Shape.of(3), memory).gather(new int[] {1});

        memory.putFloat(4, 42f);

        assertThat(gathered.floatAt(0)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void picksAColumn(Datatype datatype) {
        Tensor tensor = sixOf(datatype);
        Tensor column = tensor.slice(1, 3).column(1);

        assertThat(column.shape()).isEqualTo(Shape.of(2));
        assertThat(shown(column, 0)).isEqualTo(shown(tensor, 3));
        assertThat(shown(column, 1)).isEqualTo(shown(tensor, 5));
        assertThatThrownBy(() -> tensor.column(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.column(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.reshape(Shape.of(6)).column(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void reshapesToAsManyElements(Datatype datatype) {
        Tensor tensor = sixOf(datatype);

        assertThat(tensor.reshape(Shape.of(6)).reshape(Shape.of(3, 2))).isEqualTo(tensor);
        assertThat(tensor.reshape(Shape.of(2, 3)).slice(1, 2).size()).isEqualTo(3);
        assertThatThrownBy(() -> tensor.reshape(Shape.of(7))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBinaryFormIsLittleEndian() {
        ByteBuffer binary = Tensor.of(Shape.of(2), 1, 258).slice(1, 2).toBinary();

        assertThat(binary.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(binary.remaining()).isEqualTo(4);
        assertThat(binary.get(0)).isEqualTo((byte) 2);
        assertThat(binary.get(1)).isEqualTo((byte) 1);
        assertThatThrownBy(() -> binary.put(0, (byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void theBinaryFormOfBytesFramesEachElement() {
        ByteBuffer binary = Tensor.of(Shape.of(3), "no", "ä", "").slice(1, 3).toBinary();

        assertThat(binary.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(binary.remaining()).isEqualTo(10);
        assertThat(binary.getInt()).isEqualTo(2);
        byte[] umlaut = new byte[2];
        binary.get(umlaut);
        assertThat(umlaut).isEqualTo("ä".getBytes(StandardCharsets.UTF_8));
        assertThat(binary.getInt()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void theBinaryFormHasTheSizeItSays(Datatype datatype) {
        Tensor slice = sixOf(datatype).slice(1, 3);

        assertThat(slice.binarySize()).isEqualTo(slice.toBinary().remaining());
        assertThat(slice.toBinary().position()).isZero();
    }

    @ParameterizedTest
    @EnumSource(value = Datatype.class, mode = Mode.EXCLUDE, names = "BYTES")
    void theBinaryFormMakesTheTensorAgain(Datatype datatype) {
        Tensor tensor = sixOf(datatype).slice(1, 3);

        assertThat(Tensor.wrap(datatype, tensor.shape(), tensor.toBinary())).isEqualTo(tensor);
    }

    @Test
    void wrapsMemoryOfJustTheRightLength() {
        assertThatThrownBy(() -> Tensor.wrap(Datatype.FP32, Shape.of(2), ByteBuffer.allocate(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FP32 [2] takes 2 x 4 bytes, the memory has 7");
        assertThatThrownBy(() -> Tensor.wrap(Datatype.FP64, Shape.of(1L << 62), ByteBuffer.allocate(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.wrap(Datatype.BYTES, Shape.of(1), ByteBuffer.allocate(4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrapsPartOfABufferOfEitherOrder() {
        ByteBuffer memory = ByteBuffer.allocate(12).putInt(4, 0x01000000);
        Tensor tensor =
                Tensor.wrap(Datatype.INT32, Shape.of(1), memory.position(4).limit(8));

        assertThat(tensor.longAt(0)).isEqualTo(1);
        assertThat(memory.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    }

    @Test
    void aWrongNumberOfValuesIsSaid() {
        String message = "shape [2, 2] has 4 elements, there are 3 values";

        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), 1f, 2f, 3f)).hasMessage(message);
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), 1.0, 2.0, 3.0)).hasMessage(message);
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), 1, 2, 3)).hasMessage(message);
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), 1L, 2L, 3L)).hasMessage(message);
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), true, true, true)).hasMessage(message);
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), "a", "b", "c")).hasMessage(message);
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), new byte[3][1])).hasMessage(message);
    }

    @Test
    void aTensorHasNoDynamicDimension() {
        assertThatThrownBy(() -> Tensor.of(Shape.of(-1), 1f)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesMoreElementsThanMemoryAddresses() {
        assertThatThrownBy(() -> new TensorBuilder(Datatype.INT8, Shape.of(1L << 31)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new TensorBuilder(Datatype.FP64, Shape.of(1L << 28)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> TensorBuilder.direct(Datatype.FP64, Shape.of(1L << 61)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void anEmptyTensorStillHasCountableRows() {
        assertThat(Tensor.of(Shape.of(0, 5), new float[0]).rowSize()).isEqualTo(5);
        assertThatThrownBy(() -> Tensor.of(Shape.of(1L << 40, 0), new float[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> Tensor.of(Shape.of(0, 1L << 40, 1L << 40), new float[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void offsetsOfBytesMustAscendWithinTheContent() {
        ByteBuffer content = ByteBuffer.wrap("abc".getBytes(StandardCharsets.UTF_8));

        assertThat(Tensor.ofBytes(Shape.of(2), content, new int[] {0, 1, 3}).textAt(1))
                .isEqualTo("bc");
        assertThatThrownBy(() -> Tensor.ofBytes(Shape.of(2), content, new int[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes 3 offsets, there are 2");
        assertThatThrownBy(() -> Tensor.ofBytes(Shape.of(2), content, new int[] {0, 2, 1}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.ofBytes(Shape.of(2), content, new int[] {0, 2, 4}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.ofBytes(Shape.of(2), content, new int[] {-1, 2, 3}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalityIsThatOfBits() {
        assertThat(Tensor.of(Shape.of(1), Float.NaN)).isEqualTo(Tensor.of(Shape.of(1), Float.NaN));
        assertThat(Tensor.of(Shape.of(1), 0f)).isNotEqualTo(Tensor.of(Shape.of(1), -0f));
        assertThat(Tensor.of(Shape.of(1), 1f)).isNotEqualTo(Tensor.of(Shape.of(1, 1), 1f));
        assertThat(Tensor.of(Shape.of(1), 0)).isNotEqualTo(Tensor.of(Shape.of(1), 0f));
        assertThat(Tensor.of(Shape.of(2), "a", "bc")).isNotEqualTo(Tensor.of(Shape.of(2), "ab", "c"));
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void equalTensorsHaveEqualHashesWhereverTheyLie(Datatype datatype) {
        Tensor slice = sixOf(datatype).slice(1, 2);
        Tensor copy = sixOf(datatype).gather(new int[] {1});

        assertThat(slice).isEqualTo(copy).hasSameHashCodeAs(copy);
    }

    @Test
    void copiesPartOfTheElements() {
        float[] values = new float[20];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Tensor slice = Tensor.of(Shape.of(20), values).slice(2, 20);
        float[] few = new float[3];
        float[] many = new float[10];

        slice.copyTo(few, 1, 3);
        slice.copyTo(many, 8, 10);

        assertThat(few).containsExactly(3, 4, 5);
        assertThat(many).startsWith(10, 11).endsWith(19);
        assertThatThrownBy(() -> slice.copyTo(many, 9, 10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.copyTo(many, -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.copyTo(many, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void saysWhatItIsAndNeverWhatItHolds() {
        assertThat(Tensor.of(Shape.of(1, 2), "secret", "word")).hasToString("BYTES [1, 2]");
    }

    @Test
    void unsignedIntegersAreNotNegative() {
        Tensor bytes = Tensor.wrap(Datatype.UINT8, Shape.of(1), ByteBuffer.wrap(new byte[] {-1}));

        assertThat(bytes.longAt(0)).isEqualTo(255);
        assertThat(bytes.doubleAt(0)).isEqualTo(255);
        assertThat(Tensor.filled(Datatype.UINT32, Shape.of(1), 4294967295.0).longAt(0))
                .isEqualTo(4294967295L);
        assertThat(Tensor.filled(Datatype.UINT64, Shape.of(1), 0x1p63).longAt(0))
                .isEqualTo(Long.MIN_VALUE);
        assertThat(Tensor.filled(Datatype.UINT64, Shape.of(1), 0x1p63).doubleAt(0))
                .isEqualTo(0x1p63);
        assertThat(Tensor.filled(Datatype.UINT64, Shape.of(1), 0x1p63).floatAt(0))
                .isEqualTo(0x1p63f);
    }
}

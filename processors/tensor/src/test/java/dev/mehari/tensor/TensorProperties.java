// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class TensorProperties {
    /** Tensors of every datatype, rank 1 to 3 and any bits. */
    @Provide
    Arbitrary<Tensor> tensors() {
        Arbitrary<long[]> dims = Arbitraries.longs()
                .between(0, 5)
                .array(long[].class)
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(Arbitraries.of(Datatype.class), dims, Arbitraries.randoms())
                .as((datatype, lengths, random) -> {
                    Shape shape = Shape.of(lengths);
                    int size = (int) shape.elements();
                    if (datatype == Datatype.BYTES) {
                        byte[][] elements = new byte[size][];
                        for (int i = 0; i < size; i++) {
                            elements[i] = new byte[random.nextInt(4)];
                            random.nextBytes(elements[i]);
                        }
                        return Tensor.of(shape, elements);
                    }
                    byte[] bits = new byte[size * datatype.width()];
                    random.nextBytes(bits);
                    return Tensor.wrap(datatype, shape, ByteBuffer.wrap(bits));
                });
    }

    @Property
    void rowsOneByOneMakeTheWhole(@ForAll("tensors") Tensor tensor) {
        List<Tensor> rows = new ArrayList<>();
        for (int row = 0; row < tensor.rows(); row++) {
            rows.add(tensor.slice(row, row + 1));
        }
        if (!rows.isEmpty()) {
            assertThat(Tensor.ofRows(rows)).isEqualTo(tensor);
        }
    }

    @Property
    void gatheringIsSlicingAndJoining(
            @ForAll("tensors") Tensor tensor, @ForAll @Size(max = 6) List<@IntRange(max = 99) Integer> picks) {
        if (tensor.rows() == 0) {
            return;
        }
        int[] rows = picks.stream().mapToInt(pick -> pick % tensor.rows()).toArray();
        Tensor gathered = tensor.gather(rows);

        assertThat(gathered.rows()).isEqualTo(rows.length);
        for (int i = 0; i < rows.length; i++) {
            assertThat(gathered.slice(i, i + 1)).isEqualTo(tensor.slice(rows[i], rows[i] + 1));
        }
    }

    @Property
    void aSliceOfASliceIsASlice(
            @ForAll("tensors") Tensor tensor, @ForAll @IntRange(max = 99) int a, @ForAll @IntRange(max = 99) int b) {
        int from = a % (tensor.rows() + 1);
        int to = from + b % (tensor.rows() - from + 1);
        Tensor slice = tensor.slice(from, tensor.rows()).slice(0, to - from);

        assertThat(slice).isEqualTo(tensor.slice(from, to));
        assertThat(slice.binarySize()).isEqualTo(slice.toBinary().remaining());
    }

    @Property
    void bulkReadsAreSingleReads(@ForAll("tensors") Tensor tensor) {
        if (tensor.datatype() == Datatype.BYTES) {
            return;
        }
        float[] floats = new float[tensor.size()];
        double[] doubles = new double[tensor.size()];
        long[] longs = new long[tensor.size()];
        for (int i = 0; i < tensor.size(); i++) {
            floats[i] = tensor.floatAt(i);
            doubles[i] = tensor.doubleAt(i);
            longs[i] = tensor.datatype().isFloat() ? 0 : tensor.longAt(i);
        }
        assertThat(tensor.toFloats()).isEqualTo(floats);
        assertThat(tensor.toDoubles()).isEqualTo(doubles);
        if (!tensor.datatype().isFloat()) {
            assertThat(tensor.toLongs()).isEqualTo(longs);
        }
    }

    @Property
    void whatADatatypeHoldsIsReadBackWithinItsRounding(
            @ForAll Datatype datatype, @ForAll @DoubleRange(min = -1e20, max = 1e20) double any) {
        double value = datatype.isFloat() ? any : Math.rint(any);
        if (!Numbers.holds(datatype, value)) {
            return;
        }
        double read = Tensor.filled(datatype, Shape.of(1), value).doubleAt(0);
        // Half of the last bit of 8, 11 or 24; below FP16's normal range, half of 2^-24.
        double step =
                switch (datatype) {
                    case BF16 -> 0x1p-8;
                    case FP16 -> 0x1p-11;
                    case FP32 -> 0x1p-24;
                    default -> 0;
                };
        assertThat(Math.abs(read - value)).isLessThanOrEqualTo(Math.abs(value) * step + (step == 0 ? 0 : 0x1p-25));
    }

    @Property
    void aShapeCountsAsTheProductOfItsDimensions(@ForAll @Size(max = 5) List<@IntRange(max = 9) Integer> lengths) {
        long product = 1;
        for (int length : lengths) {
            product *= length;
        }
        assertThat(Shape.of(lengths.stream().mapToLong(Integer::longValue).toArray())
                        .elements())
                .isEqualTo(product);
    }
}

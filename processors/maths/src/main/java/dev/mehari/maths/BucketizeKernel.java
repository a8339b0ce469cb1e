// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.TensorType;

/** How many edges are at or below a value: an edge belongs to the bucket above it. */
final class BucketizeKernel {
    private BucketizeKernel() {}

    static Bound bind(Op.Bucketize op, Intake in) {
        in.requireNumeric();
        Datatype datatype = in.type().datatype();
        List<Number> edges = op.edges();
        for (int i = 0; i < edges.size(); i++) {
            Touched.requireFit(datatype, edges.get(i), "bucketize.edges[" + i + "]");
        }
        Step step = datatype.isFloat()
                ? new Floats(
                        edges.stream()
                                .mapToDouble(edge -> Figures.rounded(datatype, edge))
                                .toArray(),
                        in.place())
                : new Longs(
                        edges.stream()
                                .mapToLong(edge -> Figures.toLong(edge) ^ Unsigned.flip(datatype))
                                .toArray(),
                        Unsigned.flip(datatype));
        return new Bound(step, new TensorType(Datatype.INT32, in.type().shape()));
    }

    private record Floats(double[] edges, Place place) implements Step {
        @Override
        public void apply(Cells cells) {
            boolean narrow = Storage.of(cells.datatype) == Storage.FLOATS;
            int size = narrow ? cells.floats.length : cells.doubles.length;
            long[] buckets = new long[size];
            for (int i = 0; i < size; i++) {
                double value = narrow ? cells.floats[i] : cells.doubles[i];
                if (Double.isNaN(value)) {
                    throw place.invalid("bucketize", cells.shape, i, Place.NAN);
                }
                buckets[i] = atOrBelow(value);
            }
            cells.become(Datatype.INT32, buckets);
        }

        private int atOrBelow(double value) {
            int low = 0;
            int high = edges.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (edges[middle] <= value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /** @param order see {@link Unsigned}; the edges have it in them */
    private record Longs(long[] edges, long order) implements Step {
        @Override
        public void apply(Cells cells) {
            long[] x = cells.longs;
            for (int i = 0; i < x.length; i++) {
                x[i] = atOrBelow(x[i] ^ order);
            }
            cells.become(Datatype.INT32, x);
        }

        private int atOrBelow(long value) {
            int low = 0;
            int high = edges.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (edges[middle] <= value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.nio.charset.StandardCharsets;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.TensorType;

/** One of two texts: below the limit, or at or above it. */
final class ThresholdKernel {
    private ThresholdKernel() {}

    static Bound bind(Op.Threshold op, Intake in) {
        in.requireNumeric();
        in.requireRank(0, 1, "[n]", "Take one column where its model gives it, as in outputs: {p: \"own[1]\"}.");
        Datatype datatype = in.type().datatype();
        Touched.requireFit(datatype, op.at(), "threshold.at");
        byte[] below = op.labels().get(0).getBytes(StandardCharsets.UTF_8);
        byte[] above = op.labels().get(1).getBytes(StandardCharsets.UTF_8);
        long order = Unsigned.flip(datatype);
        return new Bound(
                datatype.isFloat()
                        ? new Floats(Figures.rounded(datatype, op.at()), below, above, in.place())
                        : new Longs(Figures.toLong(op.at()) ^ order, order, below, above),
                new TensorType(Datatype.BYTES, in.type().shape()));
    }

    private record Floats(double at, byte[] below, byte[] above, Place place) implements Step {
        @Override
        public void apply(Cells cells) {
            boolean narrow = Storage.of(cells.datatype) == Storage.FLOATS;
            byte[][] texts = new byte[narrow ? cells.floats.length : cells.doubles.length][];
            for (int i = 0; i < texts.length; i++) {
                double value = narrow ? cells.floats[i] : cells.doubles[i];
                if (Double.isNaN(value)) {
                    throw place.invalid("threshold", cells.shape, i, Place.NAN);
                }
                texts[i] = value >= at ? above : below;
            }
            cells.become(texts);
        }
    }

    /** @param order see {@link Unsigned}; the limit has it in it */
    private record Longs(long at, long order, byte[] below, byte[] above) implements Step {
        @Override
        public void apply(Cells cells) {
            byte[][] texts = new byte[cells.longs.length][];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = (cells.longs[i] ^ order) >= at ? above : below;
            }
            cells.become(texts);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.nio.charset.StandardCharsets;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.TensorType;

/** The text at the position that an integer names. */
final class LabelsKernel {
    private LabelsKernel() {}

    static Bound bind(Op.Labels op, Intake in) {
        if (!in.type().datatype().isInteger()) {
            throw in.wrong(
                    "labels takes integers, it gets " + in.type(),
                    in.type().datatype() == Datatype.BYTES
                            ? "Remove it: these are texts already."
                            : "Put a cast before it, such as {cast: INT64}.");
        }
        in.requireRank(0, 1, "[n]", "Take one column where its model gives it, as in outputs: {c: \"own[0]\"}.");
        byte[][] texts = op.texts().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return new Bound(
                new Look(texts, in.place()),
                new TensorType(Datatype.BYTES, in.type().shape()));
    }

    private record Look(byte[][] labels, Place place) implements Step {
        @Override
        public void apply(Cells cells) {
            byte[][] texts = new byte[cells.longs.length][];
            for (int i = 0; i < texts.length; i++) {
                long index = cells.longs[i];
                // UINT64 beyond 2^63 is negative here, so it is out of range as well.
                if (index < 0 || index >= labels.length) {
                    throw place.invalid(
                            "labels", cells.shape, i, "out of range; there are labels for 0 to " + (labels.length - 1));
                }
                texts[i] = labels[(int) index];
            }
            cells.become(texts);
        }
    }
}

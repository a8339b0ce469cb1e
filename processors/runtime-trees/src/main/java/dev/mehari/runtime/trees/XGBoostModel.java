// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.nio.ByteBuffer;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Tensor;

/** XGBoost's sums with their meaning, in 32-bit floats. */
final class XGBoostModel extends TreeModel {
    private final XGBoostFile file;
    private final int columns;

    XGBoostModel(XGBoostFile file) {
        super(
                Datatype.FP32,
                file.features(),
                file.objective().columns(file.groups()),
                file.groups(),
                Math.max(file.features(), file.booster().columns()));
        this.file = file;
        columns = file.objective().columns(file.groups());
    }

    @Override
    void answer(Tensor input, int first, int count, ByteBuffer predictions, ByteBuffer margins) {
        int features = file.features();
        int groups = file.groups();
        Scratch scratch = Scratch.ofThread();
        float[] values = scratch.values(count * features);
        input.copyTo(values, first * features, count * features);
        float[] sums = scratch.sums(count * groups);
        for (int at = 0; at < count * groups; at += groups) {
            System.arraycopy(file.base(), 0, sums, at, groups);
        }
        file.booster().addTo(sums, groups, values, features, count, scratch);
        write(margins, first * groups, sums, count * groups);
        file.objective().toPredictions(sums, count, groups);
        write(predictions, first * columns, sums, count * columns);
    }

    private static void write(ByteBuffer target, int at, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            target.putFloat((at + i) * 4, values[i]);
        }
    }
}

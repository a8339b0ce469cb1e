// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.List;

import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BareModelTest {
    @Test
    void servesAModelWhoseOutputHasNoRowsWithoutBatch() {
        // What scikit-learn's forests for several targets give: [targets, n, classes].
        assertThat(BareModel.isBatch(of(Shape.of(-1, 4), Shape.of(2, -1, 3)))).isFalse();
        assertThat(BareModel.isBatch(of(Shape.of(-1, 4), Shape.of()))).isFalse();
        assertThat(BareModel.isBatch(of(Shape.of(4, 4), Shape.of(-1)))).isFalse();
    }

    @Test
    void servesAllOthersRowByRow() {
        assertThat(BareModel.isBatch(of(Shape.of(-1, 4), Shape.of(-1, 3)))).isTrue();
        assertThat(BareModel.isBatch(of(Shape.of(1, 4), Shape.of(1, 3)))).isTrue();
        assertThat(BareModel.isBatch(of(null, null))).isTrue();
    }

    private static Signature of(@Nullable Shape input, @Nullable Shape output) {
        return new Signature(
                List.of(new TensorSpec("x", Datatype.FP32, input)),
                List.of(new TensorSpec("y", Datatype.FP32, output)));
    }
}

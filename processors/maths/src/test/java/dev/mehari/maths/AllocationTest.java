// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.sun.management.ThreadMXBean;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static dev.mehari.maths.Given.op;
import static dev.mehari.maths.Given.row;
import static dev.mehari.maths.Given.transform;
import static dev.mehari.maths.Given.type;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a call costs in memory. It doesn't depend on the machine, so it is a hard limit: boxing, a stream or a map on the
 * way shows at once. (A node around it has 400 bytes in all.)
 */
class AllocationTest {
    private static final int CALLS = 2000;

    private static volatile Object sink = "";

    private static long bytesPerCall(Supplier<Tensor> call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < CALLS; i++) {
            sink = call.get();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            sink = call.get();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }

    @Test
    void clippingARowOfFourTakesFewBytes() {
        Transform clip = transform(type(Datatype.FP32, -1, 4), op("clip", Map.of("min", 0, "max", 1)));
        Tensor row = row(-1, 0.5f, 2, 3);

        assertThat(bytesPerCall(() -> clip.apply(row))).isBetween(1L, 250L);
    }

    @Test
    void aChainOfOpsTakesNoMoreThanOne() {
        Transform one = transform(type(Datatype.FP32, -1, 4), op("clip", Map.of("min", 0)));
        Transform chain = transform(
                type(Datatype.FP32, -1, 4),
                op("impute", List.of(1, 2, 3, 4)),
                op("standardize", Map.of("mean", 1, "std", 2)),
                op("clip", Map.of("min", 0)),
                op("log"));
        Tensor row = row(-1, 0.5f, 2, 3);

        assertThat(bytesPerCall(() -> chain.apply(row))).isLessThanOrEqualTo(bytesPerCall(() -> one.apply(row)) + 8);
    }

    @Test
    void aMeanOfTwoTakesFewBytes() {
        List<Tensor> branches = List.of(row(0.2f), row(0.6f));
        double[] weights = {3, 1};

        assertThat(bytesPerCall(() -> Combiner.MEAN.combine(branches, weights))).isBetween(1L, 300L);
    }

    @Test
    void aThresholdTakesFewBytes() {
        Transform threshold =
                transform(type(Datatype.FP32, -1), op("threshold", Map.of("at", 0.5, "labels", List.of("a", "b"))));
        Tensor value = Tensor.of(Shape.of(1), 0.7f);

        assertThat(bytesPerCall(() -> threshold.apply(value))).isBetween(1L, 350L);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A condition that reads numbers, categories or headers makes no object, even where nothing optimises it. */
class AllocationTest {
    private static final int TIMES = 10_000;

    private final TestRequest request = TestRequest.batch()
            .input(
                    "applicant",
                    Tensor.of(Shape.of(2, 3), 12f, 30f, 1f, 7f, 40f, 0f),
                    Feature.number("months"),
                    Feature.number("age"),
                    new Feature("checking", List.of("none", "low", "high")))
            .input("n", Tensor.of(Shape.of(2), 5L, 6L))
            .input("p", Tensor.of(Shape.of(2, 3), 0.2f, 0.5f, 0.3f, 0.1f, 0.1f, 0.8f))
            .header("x-tier", "gold");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "applicant.months < 12 || applicant.age >= 25.5 && !isNaN(applicant.age)",
                "(applicant.months + applicant.age) * 0.5 > 20 ? n > 5 : n % 2 == 0",
                "applicant.checking == 'low' || applicant.checking in ['none', 'high']",
                "max(p) > 0.5 && argmax(p) == 2 && margin(p) < 0.9 && sum(p) > 0 && p[1] < 1",
                "headers['x-tier'] == 'gold' && request.id == 'r-1'",
                "n < applicant.age && n != 100",
                "{'none': 1, 'low': 2}[applicant.checking == 'low' ? 'low' : 'none'] > 0"
            })
    void makesNoObject(String text) {
        CelCondition condition = request.condition(text);
        CelInput input = request.input(condition.references());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int yes = run(condition, input); // classes are loaded
        long before = threads.getCurrentThreadAllocatedBytes();
        yes += run(condition, input);
        long made = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(yes).isBetween(0, 4 * TIMES);
        assertThat(made).as("bytes in %d evaluations", 2 * TIMES).isLessThan(TIMES);
    }

    private static int run(CelCondition condition, CelInput input) {
        int yes = 0;
        for (int i = 0; i < TIMES; i++) {
            yes += condition.test(input, 0) ? 1 : 0;
            yes += condition.test(input, 1) ? 1 : 0;
        }
        return yes;
    }
}

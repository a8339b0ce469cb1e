// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import dev.mehari.nodes.Prediction;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** The row law (rule 7) over random graphs, and that our processors answer as Camel's own do. */
class RowLawProperties {
    private static ToyGraph own;
    private static ToyGraph plain;
    private static int graphs;

    @BeforeContainer
    static void serve() throws Exception {
        Path folder = Files.createTempDirectory("row-law");
        own = ToyGraph.in(folder, true);
        plain = ToyGraph.in(folder, false);
        own.model(
                RandomGraph.JOIN,
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,-1]}],\"outputs\":[{\"name\":\"p\","
                        + "\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[0.5,1,-1]}]}");
        for (int i = 0; i < RandomGraph.MODELS.size(); i++) {
            own.model(
                    RandomGraph.MODELS.get(i),
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}],\"outputs\":[{\"name\":\"p\","
                            + "\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[" + (i - 1.5) + "," + 0.25 * i
                            + "],\"bias\":" + i + "}]}");
        }
    }

    @AfterContainer
    static void stop() {
        own.close();
        plain.close();
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void rule07_eachRowAloneIsAnsweredAsInTheBatch(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 0, max = 3) int depth)
            throws Exception {
        String name = "random-" + graphs++;
        String yaml = RandomGraph.yaml(name, seed, depth);
        own.serve(yaml);
        plain.serve(yaml);
        Random random = new Random(seed + 1);
        float[] values = new float[rows * 2];
        for (int row = 0; row < rows; row++) {
            values[2 * row] = random.nextInt(41) / 2f - 10;
            values[2 * row + 1] = random.nextInt(8) == 0 ? Float.NaN : random.nextInt(2);
        }
        Tensor batch = Tensor.of(Shape.of(rows, 2), values);

        Prediction together = own.ask(name, NamedTensors.of("x", batch));

        Prediction camel = plain.ask(name, NamedTensors.of("x", batch));
        assertThat(camel.outputs()).as(yaml).isEqualTo(together.outputs());
        assertThat(camel.path()).as(yaml).isEqualTo(together.path());
        for (int row = 0; row < rows; row++) {
            Prediction alone = own.ask(name, NamedTensors.of("x", batch.slice(row, row + 1)));
            assertThat(alone.outputs().tensor(0))
                    .as("row %d of%n%s", row, yaml)
                    .isEqualTo(together.outputs().tensor(0).slice(row, row + 1));
        }
    }
}

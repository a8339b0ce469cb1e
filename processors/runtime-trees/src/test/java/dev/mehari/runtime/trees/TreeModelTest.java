// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.mehari.model.ModelFile;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TreeModelTest {
    private static XGBoostModel model(String name) {
        return (XGBoostModel) new XGBoostRuntime().load(ModelFile.of(Path.of("src/test/resources/xgboost/" + name)));
    }

    private static Tensor rows(int rows, int features) {
        Random random = new Random(rows);
        float[] values = new float[rows * features];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(8) == 0 ? Float.NaN : (float) random.nextGaussian();
        }
        return Tensor.of(Shape.of(rows, features), values);
    }

    @Test
    void aRowsAnswerDoesNotDependOnItsNeighbours() {
        XGBoostModel model = model("3.4.1/boosted-forest.json");
        Tensor input = rows(301, 5);
        Tensor[] together = model.infer(new Tensor[] {input});
        for (int row = 0; row < input.rows(); row++) {
            Tensor[] alone = model.infer(new Tensor[] {input.slice(row, row + 1)});
            assertThat(alone[0]).isEqualTo(together[0].slice(row, row + 1));
            assertThat(alone[1]).isEqualTo(together[1].slice(row, row + 1));
        }
    }

    @Test
    void takesRowsThatAreASliceOfMore() {
        XGBoostModel model = model("3.4.1/binary-logistic.json");
        Tensor input = rows(9, 5);
        assertThat(model.infer(new Tensor[] {input.slice(3, 7)}))
                .isEqualTo(model.infer(new Tensor[] {input.gather(new int[] {3, 4, 5, 6})}));
    }

    @Test
    void answersNoRowsWithNoRows() {
        Tensor[] answers =
                model("3.4.1/ten-classes.json").infer(new Tensor[] {Tensor.of(Shape.of(0, 5), new float[0])});
        assertThat(answers[0].shape()).isEqualTo(Shape.of(0, 10));
    }

    @Test
    void refusesAnotherDatatypeAndAnotherWidth() {
        XGBoostModel model = model("3.4.1/binary-logistic.json");
        assertThatThrownBy(() -> model.infer(new Tensor[] {rows(2, 4)}))
                .isInstanceOf(InferenceException.class)
                .hasMessage("the trees take FP32 [-1, 5], not FP32 [2, 4]");
        assertThatThrownBy(() -> model.infer(new Tensor[] {Tensor.of(Shape.of(1, 5), new double[5])}))
                .hasMessageContaining("not FP64 [1, 5]");
    }

    @Test
    void refusesMoreRowsThanAnAnswerHolds() {
        String json = XGBoostReaderTest.MODEL.replace(
                "\"num_feature\":\"2\",\"num_target\":\"1\"", "\"num_feature\":\"2\",\"num_target\":\"1000000\"");
        try (XGBoostModel model = new XGBoostModel(XGBoostReaderTest.read(json))) {
            assertThatThrownBy(() -> model.infer(new Tensor[] {rows(1000, 2)}))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("Send fewer rows at a time");
        }
    }

    @Test
    void rowsWiderThanABlockAreAnsweredToo() {
        String json = XGBoostReaderTest.MODEL.replace("\"num_feature\":\"2\"", "\"num_feature\":\"100000\"");
        try (XGBoostModel model = new XGBoostModel(XGBoostReaderTest.read(json))) {
            float[] values = new float[300_000];
            values[1] = 2;
            values[100_001] = 0;
            values[200_001] = Float.NaN;
            Tensor[] answers = model.infer(new Tensor[] {Tensor.of(Shape.of(3, 100_000), values)});
            assertThat(answers[1].toFloats()).containsExactly(0.75f, 0.25f, 0.25f);
        }
    }

    @Test
    void manyThreadsGetTheSameAnswers() throws Exception {
        XGBoostModel narrow = model("3.4.1/ten-classes.json");
        XGBoostModel other = model("3.4.1/deep.json");
        Tensor input = rows(90, 5);
        Tensor expected = narrow.infer(new Tensor[] {input})[0];
        Tensor expectedOther = other.infer(new Tensor[] {input})[0];
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> same = threads.invokeAll(IntStream.range(0, 200)
                    .<Callable<Boolean>>mapToObj(i -> () -> narrow.infer(new Tensor[] {input})[0].equals(expected)
                            && other.infer(new Tensor[] {input})[0].equals(expectedOther))
                    .toList());
            for (Future<Boolean> one : same) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.mehari.model.ModelFile;
import dev.mehari.model.Signature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Models and answers of six XGBoost releases; see {@code src/test/resources/xgboost/make.py}. */
class XGBoostCorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/xgboost");
    private static final XGBoostRuntime RUNTIME = new XGBoostRuntime();

    static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.walk(CORPUS)) {
            List<Path> models = files.filter(file -> file.toString().matches(".*[.](json|ubj)"))
                    .sorted()
                    .map(CORPUS::relativize)
                    .toList();
            assertThat(models).hasSizeGreaterThan(400);
            return models.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersAsTheLibraryDoes(Path model) throws IOException {
        ModelFile file = ModelFile.of(CORPUS.resolve(model));
        Answers expected = Answers.read(CORPUS.resolve(model.toString().replaceFirst("[.](json|ubj)$", ".csv")));
        try (XGBoostModel loaded = (XGBoostModel) RUNTIME.load(file)) {
            Signature signature = loaded.signature();
            assertThat(signature.inputs().get(0).shape()).isEqualTo(Shape.of(-1, expected.features));

            Tensor[] answers = loaded.infer(new Tensor[] {expected.input(0, expected.rows())});
            expected.assertSame(answers, 0);
            for (int row = 0; row < expected.rows(); row++) {
                expected.assertSame(loaded.infer(new Tensor[] {expected.input(row, row + 1)}), row);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void tellsTheSignatureWithoutLoading(Path model) {
        ModelFile file = ModelFile.of(CORPUS.resolve(model));
        assertThat(RUNTIME.inspect(file)).isEqualTo(RUNTIME.load(file).signature());
        assertThat(RUNTIME.recognises(file)).isTrue();
    }

    /** A table of rows with predictions and margins. */
    private record Answers(int features, int predictions, int margins, float[][] table) {
        static Answers read(Path csv) throws IOException {
            List<String> lines = Files.readAllLines(csv);
            List<String> header = List.of(lines.get(1).split(","));
            float[][] table = lines.stream()
                    .skip(2)
                    .map(line -> {
                        String[] cells = line.split(",");
                        float[] row = new float[cells.length];
                        for (int i = 0; i < cells.length; i++) {
                            row[i] = number(cells[i]);
                        }
                        return row;
                    })
                    .toArray(float[][]::new);
            return new Answers(count(header, "f"), count(header, "p"), count(header, "m"), table);
        }

        private static int count(List<String> header, String kind) {
            return (int) header.stream().filter(name -> name.startsWith(kind)).count();
        }

        private static float number(String text) {
            return switch (text) {
                case "nan" -> Float.NaN;
                case "inf" -> Float.POSITIVE_INFINITY;
                case "-inf" -> Float.NEGATIVE_INFINITY;
                default -> Float.parseFloat(text);
            };
        }

        int rows() {
            return table.length;
        }

        Tensor input(int from, int to) {
            float[] values = new float[(to - from) * features];
            for (int row = from; row < to; row++) {
                System.arraycopy(table[row], 0, values, (row - from) * features, features);
            }
            return Tensor.of(Shape.of(to - from, features), values);
        }

        void assertSame(Tensor[] answers, int firstRow) {
            assertColumns(answers[0], firstRow, features, predictions);
            assertColumns(answers[1], firstRow, features + predictions, margins);
        }

        private void assertColumns(Tensor actual, int firstRow, int firstColumn, int width) {
            assertThat(actual.shape().rank()).isEqualTo(width == 1 ? 1 : 2);
            assertThat(actual.rowSize()).isEqualTo(width);
            float[] values = actual.toFloats();
            for (int row = 0; row < actual.rows(); row++) {
                for (int j = 0; j < width; j++) {
                    float expected = table[firstRow + row][firstColumn + j];
                    if (Float.isNaN(expected)) { // a linear model of infinities
                        assertThat(values[row * width + j]).isNaN();
                        continue;
                    }
                    // The design's tolerance for trees.
                    assertThat((double) values[row * width + j])
                            .as("row %d, column %d of %s", firstRow + row, j, Arrays.toString(table[firstRow + row]))
                            .isCloseTo(
                                    expected,
                                    within(Float.isInfinite(expected) ? 0 : 1e-7 + 1e-6 * Math.abs(expected)));
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Models and answers of four LightGBM releases; see {@code src/test/resources/lightgbm/make.py}. */
class LightGBMCorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/lightgbm");
    private static final LightGBMRuntime RUNTIME = new LightGBMRuntime();

    static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.walk(CORPUS)) {
            List<Path> models = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(CORPUS::relativize)
                    .toList();
            assertThat(models).hasSizeGreaterThan(200);
            return models.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersAsTheLibraryDoes(Path model) throws IOException {
        Answers expected =
                Answers.read(CORPUS.resolve(model.toString().replaceFirst("[.]txt$", ".csv")), Datatype.FP64);
        try (LightGBMModel loaded = (LightGBMModel) RUNTIME.load(ModelFile.of(CORPUS.resolve(model)))) {
            assertThat(loaded.signature().inputs().get(0).shape()).isEqualTo(Shape.of(-1, expected.features()));
            Tensor[] answers = loaded.infer(new Tensor[] {expected.input(0, expected.rows())});
            expected.assertSame(answers, 0);
            for (int row = 0; row < expected.rows(); row++) {
                expected.assertSame(loaded.infer(new Tensor[] {expected.input(row, row + 1)}), row);
            }
        }
    }

    /** Sums are made as the library makes them, so all bits agree; predictions may differ in exp's and log's last bit. */
    @ParameterizedTest
    @MethodSource("models")
    void marginsAgreeInEveryBit(Path model) throws IOException {
        Answers expected =
                Answers.read(CORPUS.resolve(model.toString().replaceFirst("[.]txt$", ".csv")), Datatype.FP64);
        try (LightGBMModel loaded = (LightGBMModel) RUNTIME.load(ModelFile.of(CORPUS.resolve(model)))) {
            Tensor[] answers = loaded.infer(new Tensor[] {expected.input(0, expected.rows())});
            assertThat(expected.marginDifferences(answers[1], 0)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void tellsTheSignatureAndIsFoundByContent(Path model) {
        ModelFile file = ModelFile.of(CORPUS.resolve(model));
        assertThat(RUNTIME.inspect(file)).isEqualTo(RUNTIME.load(file).signature());
        assertThat(ModelRuntimes.installed().of(file)).containsInstanceOf(LightGBMRuntime.class);
    }
}

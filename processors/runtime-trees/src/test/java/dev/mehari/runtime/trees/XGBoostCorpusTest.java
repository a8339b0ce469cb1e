// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.mehari.model.ModelFile;
import dev.mehari.model.Signature;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

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
        Answers expected =
                Answers.read(CORPUS.resolve(model.toString().replaceFirst("[.](json|ubj)$", ".csv")), Datatype.FP32);
        try (XGBoostModel loaded = (XGBoostModel) RUNTIME.load(file)) {
            Signature signature = loaded.signature();
            assertThat(signature.inputs().get(0).shape()).isEqualTo(Shape.of(-1, expected.features()));

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
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelRuntimesTest {
    private final ModelRuntime onnx = new Named("onnx", List.of(".onnx"), false);
    private final ModelRuntime trees = new Named("xgboost", List.of(), true);
    private final ModelRuntimes runtimes = new ModelRuntimes(List.of(onnx, trees));

    private static ModelFile file(String name) {
        return new ModelFile(Path.of("models", name), "0".repeat(64));
    }

    @Test
    void areFoundByTheirNames() {
        assertThat(runtimes.named("onnx")).containsSame(onnx);
        assertThat(runtimes.named("Onnx")).isEmpty();
        assertThat(runtimes.named("")).isEmpty();
        assertThat(runtimes.names()).isEqualTo("onnx, xgboost");
    }

    @Test
    void areFoundByTheEndingOfAFilesName() {
        assertThat(runtimes.ofFileName("credit.onnx")).containsSame(onnx);
        assertThat(runtimes.ofFileName("credit.json")).isEmpty();
    }

    @Test
    void areFoundByTheContentWhereTheNameDoesNotTell() {
        assertThat(runtimes.of(file("credit.onnx"))).containsSame(onnx);
        assertThat(runtimes.of(file("credit.json"))).containsSame(trees);
        assertThat(new ModelRuntimes(List.of(onnx)).of(file("credit.json"))).isEmpty();
    }

    @Test
    void installedOnesAreThoseOnTheClassPath() {
        assertThat(ModelRuntimes.installed().names()).isEmpty();
    }

    private record Named(String name, List<String> suffixes, boolean recognisesAll) implements ModelRuntime {
        @Override
        public boolean recognises(ModelFile file) {
            return recognisesAll;
        }

        @Override
        public Signature inspect(ModelFile file) {
            throw new InvalidModelException("not a model");
        }

        @Override
        public Model load(ModelFile file) {
            throw new InvalidModelException("not a model");
        }
    }
}

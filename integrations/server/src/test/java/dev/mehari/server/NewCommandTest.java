// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class NewCommandTest {
    @TempDir
    private Path folder;

    private String copy(String sample, String model, String to) throws IOException {
        Path target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        return Files.copy(CommandRun.sample(sample).resolve(model), target).toString();
    }

    @Test
    void writesAGraphThatHasNothingToMend() throws IOException {
        String net = copy("credit", "models/credit-net.zip", "models/net.zip");
        String trees = copy("credit", "models/credit-trees.json", "other/trees.json");

        CommandRun made = CommandRun.of("new", "--name", "two", net, trees);

        assertThat(made.exitCode()).isZero();
        CommandRun check =
                CommandRun.of("check", folder.resolve("two.graph.yaml").toString());
        assertThat(check.out()).isEqualTo("graph two: nothing to mend\n");
    }

    @Test
    void letsModelsOfOneInputTypeShareTheInput() throws IOException {
        String thin = copy("credit", "models/credit-thin.onnx", "thin.onnx");
        String again = copy("credit", "models/credit-thin.onnx", "again.onnx");

        CommandRun made = CommandRun.of("new", "--print", thin, again);

        assertThat(made.out())
                .contains("model: {id: thin, input: X}")
                .contains("model: {id: again, input: X}")
                .contains("\"again_probabilities\"");
    }

    @Test
    void takesFilesOfOneNameFromSeveralFolders() throws IOException {
        String one = copy("iris", "iris.onnx", "a/iris.onnx");
        String two = copy("iris", "iris.onnx", "b/iris.onnx");

        CommandRun made = CommandRun.of("new", "--name", "flowers", one, two);

        assertThat(made.exitCode()).isZero();
        assertThat(Files.readString(folder.resolve("flowers.graph.yaml"))).contains("iris_2:", "\"b/iris.onnx\"");
    }

    @Test
    void writesOverNothing() throws IOException {
        String iris = copy("iris", "iris.onnx", "iris.onnx");
        Files.writeString(folder.resolve("iris.graph.yaml"), "mine");

        CommandRun made = CommandRun.of("new", iris);

        assertThat(made.exitCode()).isEqualTo(1);
        assertThat(made.err()).contains("iris.graph.yaml' exists").contains("--force");
        assertThat(Files.readString(folder.resolve("iris.graph.yaml"))).isEqualTo("mine");
        assertThat(CommandRun.of("new", "--force", iris).exitCode()).isZero();
    }

    @Test
    void saysWhatIsNoModel() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.md"), "no model");

        CommandRun made = CommandRun.of("new", text.toString());

        assertThat(made.exitCode()).isEqualTo(1);
        assertThat(made.err()).contains("is no model that anything here reads");
    }

    @Test
    void saysWhichNamesAGraphMayHave() throws IOException {
        String iris = copy("iris", "iris.onnx", "iris.onnx");

        assertThat(CommandRun.of("new", "--name", "My Graph", iris).err()).contains("lower-case letters");
        assertThat(CommandRun.of("new", "missing.onnx").exitCode()).isEqualTo(2);
    }
}

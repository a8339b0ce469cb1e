// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.ModelRuntimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OnnxRuntimeTest {
    private final ModelRuntime runtime = new OnnxRuntime();

    @TempDir
    Path folder;

    private ModelFile file(byte[] content) throws IOException {
        return ModelFile.of(Files.write(folder.resolve("some.model"), content));
    }

    @Test
    void isFoundByItsWordAndByFileNames() {
        ModelRuntimes installed = ModelRuntimes.installed();

        assertThat(installed.named("onnx")).containsInstanceOf(OnnxRuntime.class);
        assertThat(installed.ofFileName("credit.onnx")).containsInstanceOf(OnnxRuntime.class);
    }

    static List<String> models() {
        return Recorded.models("");
    }

    @ParameterizedTest
    @MethodSource("models")
    void recognisesModelsByTheirContent(String model) throws IOException {
        assertThat(runtime.recognises(file(Recorded.bytes(model)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"learner\": {}}",
                "PK\u0003\u0004 zip",
                "\b\b",
                "\b\b:\u0001",
                "some text",
                "tree\nversion=v4"
            })
    void recognisesNothingElse(String content) throws IOException {
        assertThat(runtime.recognises(file(content.getBytes(StandardCharsets.UTF_8))))
                .isFalse();
    }

    @Test
    void saysThatAFileIsNoModel() throws IOException {
        ModelFile text = file("once upon a time".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> runtime.inspect(text))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("no valid ONNX model")
                .hasMessageNotContaining(folder.toString());
        assertThatThrownBy(() -> runtime.load(text)).isInstanceOf(InvalidModelException.class);
    }

    @Test
    void saysThatAFileIsEmpty() throws IOException {
        ModelFile empty = file(new byte[0]);

        assertThatThrownBy(() -> runtime.inspect(empty))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("the file is no ONNX model: it has no content");
    }

    @Test
    void saysThatAFileIsGoneWithoutItsPath() {
        ModelFile gone = new ModelFile(folder.resolve("gone.onnx"), "0".repeat(64));

        assertThatThrownBy(() -> runtime.inspect(gone))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("the model file can't be read (NoSuchFileException)");
        assertThat(runtime.recognises(gone)).isFalse();
    }

    @Test
    void loadsOnlyTheBytesThatWereVerified() throws IOException {
        ModelFile verified = file(Recorded.bytes("iris_plain"));
        Files.write(verified.path(), Recorded.bytes("line"));

        assertThatThrownBy(() -> runtime.load(verified))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("has changed since its digest was taken");
    }

    static List<String> refused() {
        return Recorded.models("refused_");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesToLoadWhatCannotBeServed(String model) {
        assertThatThrownBy(() -> Recorded.load(model)).isInstanceOf(InvalidModelException.class);
    }

    @Test
    void refusesAModelThatIsntWhatItsFileSays() {
        assertThatThrownBy(() -> Recorded.load("refused_output_type"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage(
                        "the file says that the model's outputs are [x FLOAT, y FLOAT], ONNX Runtime finds [x FLOAT16, "
                                + "y FLOAT]. Export the model again");
    }

    @Test
    void tellsInPlainWordsWhatTheEngineRefuses() {
        assertThatThrownBy(() -> Recorded.load("refused_types"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage(
                        "ONNX Runtime can't load the model: Type Error: Type parameter (T) of Optype (MatMul) bound to "
                                + "different types (tensor(float) and tensor(int64) in node (clash)");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class XGBoostRuntimeTest {
    private final XGBoostRuntime runtime = new XGBoostRuntime();

    @TempDir
    Path folder;

    private ModelFile file(String name, byte[] content) throws IOException {
        return ModelFile.of(Files.write(folder.resolve(name), content));
    }

    private ModelFile file(String content) throws IOException {
        return file("model.json", content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isFoundByItsName() {
        assertThat(ModelRuntimes.installed().named("xgboost")).containsInstanceOf(XGBoostRuntime.class);
    }

    @Test
    void isFoundByAFilesContent() throws IOException {
        assertThat(ModelRuntimes.installed().of(file(XGBoostReaderTest.MODEL)))
                .containsInstanceOf(XGBoostRuntime.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "[{\"nodeid\": 0, \"leaf\": 1}]",
                "{\"learner\": 5}",
                "{\"learner\": {}}",
                "{\"learner\": {\"lessons\": 3}}",
                "{\"mean\": [1, 2], \"std\": [1, 1]}",
                "{\"name\": \"tree\", \"tree_info\": [], \"feature_names\": []}",
                "apiVersion: mehari.dev/v1alpha1",
                "\u0000\u0001\u0002"
            })
    void doesNotTakeOtherFilesForItsOwn(String content) throws IOException {
        assertThat(runtime.recognises(file(content))).isFalse();
    }

    @Test
    void recognisesAModelBehindAVersionAndOtherFields() throws IOException {
        assertThat(runtime.recognises(file("{\"version\":[2,0,3],\"x\":{\"y\":[1]},\"learner\":{\"objective\":{")))
                .isTrue();
    }

    @Test
    void readsLittleToRecognise() throws IOException {
        assertThat(runtime.recognises(file("{\"x\":\"" + "y".repeat(1 << 20) + "\",\"learner\":{\"objective\":1}}")))
                .isFalse();
    }

    @Test
    void saysHowToSaveWhatItDoesNotRead() throws IOException {
        ModelFile binary = file("m.model", "binf\0\0\0".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> runtime.load(binary))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("old binary format")
                .hasMessageContaining("save_model('model.ubj')");
    }

    @Test
    void isFoundByAUbjFilesNameAndByItsContent() throws IOException {
        byte[] model = Files.readAllBytes(Path.of("src/test/resources/xgboost/3.4.1/binary-logistic.ubj"));
        assertThat(ModelRuntimes.installed().ofFileName("m.ubj")).containsInstanceOf(XGBoostRuntime.class);
        assertThat(runtime.recognises(file("model.bin", model))).isTrue();
        assertThat(runtime.recognises(file("other.bin", new byte[] {'{', 'L', 0, 0, 0, 0, 0, 0, 0, 7})))
                .isFalse();
    }

    @Test
    void namesTheLimitThatAFileExceeds() throws IOException {
        ModelFile large = file(XGBoostReaderTest.MODEL);
        assertThatThrownBy(() -> new XGBoostRuntime(new TreeFiles(100)).load(large))
                .hasMessage("the file has more than 100 bytes. Raise mehari.trees.max-bytes if it should be read");
    }

    @Test
    void keepsPathsOutOfItsMessages() {
        ModelFile gone = new ModelFile(folder.resolve("gone.json"), "0".repeat(64));
        assertThatThrownBy(() -> runtime.load(gone))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("the file can't be read to its end");
        assertThat(runtime.recognises(gone)).isFalse();
    }

    @Test
    void refusesAFileThatChangedSinceItWasVerified() throws IOException {
        ModelFile verified = file(XGBoostReaderTest.MODEL);
        file(XGBoostReaderTest.MODEL.replace("7.5E-1", "8.5E-1"));
        assertThatThrownBy(() -> runtime.load(verified))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("the file has changed since it was verified. Load it again");
    }

    @Test
    void refusesInvalidUtf8() throws IOException {
        byte[] model = XGBoostReaderTest.MODEL.getBytes(StandardCharsets.ISO_8859_1);
        model[XGBoostReaderTest.MODEL.indexOf("gbtree\"")] = (byte) 0xff;
        ModelFile broken = file("broken.json", model);
        assertThatThrownBy(() -> runtime.load(broken)).isInstanceOf(InvalidModelException.class);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Starts processes of their own: natives start once in each. */
class NativesTest {
    /** Loads the networks named, and prints one line for each; then, if asked for, which natives are in. */
    public static final class Child {
        private Child() {}

        public static void main(String[] names) {
            Dl4jRuntime runtime = new Dl4jRuntime();
            for (String name : names) {
                runtime.inspect(Recorded.network(name));
                try (Model model = runtime.load(Recorded.network(name))) {
                    Dl4jRuntimeTest.assertClose(model.infer(Recorded.inputs(name)), Recorded.outputs(name));
                    System.out.println(name + ": answered");
                } catch (InvalidModelException e) {
                    System.out.println(name + ": " + e.getMessage());
                }
            }
        }
    }

    @Test
    void withoutNativesDenseNetworksAnswerAndOthersSayWhatIsMissing() throws Exception {
        List<String> lines =
                child(List.of("-Dorg.bytedeco.javacpp.platform=linux-riscv64"), "dense", "image", "series");
        assertThat(lines.get(0)).isEqualTo("dense: answered");
        assertThat(lines.get(1))
                .startsWith(
                        "image: this network needs the native half of Deeplearning4j, and there is none for this platform"
                                + " (linux-riscv64)");
        assertThat(lines.get(2)).startsWith("series: this network needs the native half");
    }

    @Test
    void withoutAPlaceToUnpackSaysHowToNameOne() throws Exception {
        List<String> lines = child(List.of("-Duser.home=/proc/none", "-Djava.io.tmpdir=/proc/none"), "image");
        assertThat(lines).singleElement().asString().contains("-Dorg.bytedeco.javacpp.cachedir=DIR");
    }

    @Test
    void secondStartUnpacksNothing() throws Exception {
        child(List.of(), "image");
        Map<Path, Long> unpacked = cached();
        assertThat(unpacked).isNotEmpty();
        assertThat(child(List.of(), "image")).containsExactly("image: answered");
        assertThat(cached()).isEqualTo(unpacked);
    }

    @Test
    void printsNothingAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
        assertThat(child(List.of("-Duser.dir=" + folder), "image")).containsExactly("image: answered");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private static Map<Path, Long> cached() throws IOException {
        try (Stream<Path> files = Files.walk(Loader.getCacheDir().toPath())) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(f -> f, f -> f.toFile().lastModified()));
        }
    }

    /** What a process prints, standard error included, but for slf4j's word that nobody logs. */
    private static List<String> child(List<String> options, String... names) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Djdk.serialFilter=!*");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        command.addAll(List.of(names));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            List<String> lines = new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("SLF4J"))
                    .toList();
            assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
            return lines;
        }
    }
}

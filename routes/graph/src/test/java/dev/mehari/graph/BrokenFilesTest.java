// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that are wrong, each with what must be said of it: {@code broken/NAME.graph.yaml} and {@code NAME.findings.txt}.
 * Set {@code -Dmehari.golden=write} to write the findings anew, and read them before you commit.
 */
class BrokenFilesTest {
    static final Path FOLDER = Path.of("src/test/resources/dev/mehari/graph/broken");

    private final Bench bench = Bench.withModels()
            .model("eight.onnx", "{\"inputs\": {\"x\": \"FP32 8 4\"}, \"outputs\": {\"y\": \"FP32 8 2\"}}");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".graph.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isToldWhatIsWrong(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        Path golden = FOLDER.resolve(name.replace(".graph.yaml", ".findings.txt"));
        Checked checked = GraphFiles.check(name, Files.readString(file), bench.folder(), bench.surroundings());
        String findings = String.join(
                        "\n",
                        checked.findings().stream().map(BrokenFilesTest::shown).toList()) + "\n";
        if (System.getProperty("mehari.golden", "").equals("write")) {
            Files.writeString(golden, findings);
        }
        assertThat(findings).isEqualTo(Files.readString(golden));
        assertThat(checked.graph()).isEmpty();
    }

    /** What kernels and CEL say is in the words of their own rooms, which have their own tests. */
    private static String shown(Finding finding) {
        boolean others = finding.path().matches(".*(\\.cel|\\.ops\\[\\d+\\].*)");
        return others ? finding.file() + ":" + finding.line() + "  " + finding.path() + ": …" : finding.toString();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isBetterAfterItsPatches(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        String text = Files.readString(file);
        Checked before = GraphFiles.check(name, text, bench.folder(), bench.surroundings());
        List<Patch> patches =
                before.findings().stream().flatMap(f -> f.patch().stream()).toList();
        String patched = Patches.apply(text, patches);
        Checked after = GraphFiles.check(name, patched, bench.folder(), bench.surroundings());

        assertThat(patched.lines().count()).isEqualTo(text.lines().count());
        for (Finding mended : before.findings()) {
            if (mended.patch().isPresent()) {
                assertThat(after.findings()).as(mended.toString()).doesNotContain(mended);
            }
        }
    }
}

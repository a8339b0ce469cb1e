// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that are wrong as people get them wrong, each with all that must be said of it, word for word:
 * {@code broken/NAME.graph.yaml} and {@code NAME.findings.jsonl}, a finding a line as {@code check --json} prints them. Set
 * {@code -Dmehari.golden=write} to write the findings anew, and read them before you commit.
 */
class BrokenFilesTest {
    static final Path FOLDER = Path.of("src/test/resources/dev/mehari/graph/broken");

    private static final int MANY = 60;
    private static final int MENDED = 80;

    private final Bench bench = Bench.withModels()
            .model("eight.onnx", "{\"inputs\": {\"x\": \"FP32 8 4\"}, \"outputs\": {\"y\": \"FP32 8 2\"}}")
            .file("child.graph.yaml", resource("child.graph.yaml"))
            .file("ring.graph.yaml", Bench.head("""
                      inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                      steps: [{graph: {id: back, use: broken, input: x}}]
                      outputs: [{name: p, from: back.p}]
                    """).replace("{name: g}", "{name: ring}"));

    private static String resource(String name) {
        try (InputStream in = BrokenFilesTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".graph.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private List<Finding> findings(Path file, String text) {
        return GraphFiles.check(String.valueOf(file.getFileName()), text, bench.folder(), bench.surroundings())
                .findings();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isToldWhatIsWrong(Path file) throws IOException {
        Path golden = Path.of(file.toString().replace(".graph.yaml", ".findings.jsonl"));
        List<Finding> findings = findings(file, Files.readString(file));
        String lines = findings.stream().map(BrokenFilesTest::json).collect(Collectors.joining());
        if (System.getProperty("mehari.golden", "").equals("write")) {
            Files.writeString(golden, lines);
        }
        assertThat(lines).isEqualTo(Files.readString(golden));
        assertThat(Finding.anyError(findings)).isTrue();
    }

    private static String json(Finding finding) {
        try {
            return new ObjectMapper().writeValueAsString(finding.toJson()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isBetterAfterItsPatches(Path file) throws IOException {
        String text = Files.readString(file);
        List<Finding> before = findings(file, text);
        for (Finding mended : before) {
            if (mended.patch().isPresent()) {
                String patched = Patches.apply(text, List.of(mended.patch().get()));
                assertThat(findings(file, patched))
                        .extracting(Finding::path, Finding::message)
                        .as(mended.toString())
                        .doesNotContain(org.assertj.core.groups.Tuple.tuple(mended.path(), mended.message()));
            }
        }
    }

    @Test
    void areManyAndPatchesAloneMendMostOfThem() throws IOException {
        List<String> notMended = new ArrayList<>();
        for (Path file : files()) {
            if (Finding.anyError(findings(file, patched(file, Files.readString(file))))) {
                notMended.add(String.valueOf(file.getFileName()).replace(".graph.yaml", ""));
            }
        }
        assertThat(files()).hasSizeGreaterThanOrEqualTo(MANY);
        assertThat(files().size() - notMended.size())
                .as("not mended: " + notMended)
                .isGreaterThanOrEqualTo(MENDED);
    }

    /** After all patches, and those of what they let come to light. */
    private String patched(Path file, String text) {
        String patched = text;
        for (int round = 0; round < 5; round++) {
            List<Patch> patches = findings(file, patched).stream()
                    .flatMap(f -> f.patch().stream())
                    .toList();
            if (patches.isEmpty()) {
                return patched;
            }
            patched = Patches.apply(patched, apart(patches));
        }
        return patched;
    }

    /** Those of them that don't overlap an earlier one. */
    private static List<Patch> apart(List<Patch> patches) {
        List<Patch> apart = new ArrayList<>();
        for (Patch patch : patches) {
            boolean free = apart.stream()
                    .noneMatch(other -> other.line() == patch.line()
                            && patch.column() < other.column() + other.old().length()
                            && other.column() < patch.column() + patch.old().length());
            if (free) {
                apart.add(patch);
            }
        }
        return apart;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class CheckCommandTest {
    private static final String GRAPH = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: one}
            spec:
              inputs: [{name: x, datatype: FP32, shape: [-1]}]
              steps: [{transform: {id: t, input: x, ops: [log]}}]
              outputs: [{name: p, from: t}]
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void namesEachBareModelThatCantBeServed() throws Exception {
        Path first = Files.writeString(folder.resolve("first.onnx"), "no model");
        Path second = Files.writeString(folder.resolve("second.json"), "{}");

        int code = check(first, second);

        assertThat(code).isEqualTo(1);
        assertThat(out.toString().lines())
                .anyMatch(line -> line.startsWith(first + ":1  "))
                .anyMatch(line -> line.startsWith(second + ":1  "));
    }

    @Test
    void printsWrongBareModelsAsJsonToo() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "no model");

        int code = run(List.of("check", "--json", broken.toString()));

        JsonNode findings = new ObjectMapper().readTree(out.toString());
        assertThat(code).isEqualTo(1);
        assertThat(findings).hasSize(1);
        assertThat(findings.at("/0/file").textValue()).isEqualTo(broken.toString());
    }

    @Test
    void takesAFileThatIsNamedTwiceOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("one.graph.yaml"), GRAPH);

        int code = check(folder, file, folder.resolve(".").resolve("one.graph.yaml"));

        assertThat(out.toString()).isEqualToIgnoringNewLines("graph one: nothing to mend");
        assertThat(code).isZero();
    }

    @Test
    void tellsBothFilesThatGiveOneName() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path first = Files.writeString(folder.resolve("one.graph.yaml"), GRAPH);
        Path second = Files.writeString(other.resolve("one.graph.yaml"), GRAPH);

        int code = check(folder);

        assertThat(code).isEqualTo(1);
        assertThat(out.toString().lines())
                .anyMatch(line -> line.startsWith(first.toString()) && line.contains(second.toString()))
                .anyMatch(line -> line.startsWith(second.toString()));
    }

    private int check(Path... paths) {
        List<String> arguments = new ArrayList<>(List.of("check"));
        for (Path path : paths) {
            arguments.add(path.toString());
        }
        return run(arguments);
    }

    private int run(List<String> arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        return line.execute(arguments.toArray(String[]::new));
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GraphReaderTest {
    @Test
    void readsTheWholeExample() throws IOException {
        Reading reading = read("credit.graph.yaml");

        assertThat(reading.findings()).isEmpty();
        GraphSpec spec = reading.graph().orElseThrow().spec();
        assertThat(spec.inputs()).extracting(InputSpec::name).containsExactly("applicant");
        assertThat(spec.models()).containsOnlyKeys("trees", "net", "thin");
        assertThat(spec.steps()).extracting(Step::id).containsExactly("scale", "score", "decide");
        assertThat(spec.outputs()).extracting(OutputSpec::from).containsExactly("score.probability", "decide.label");
    }

    @Test
    void knowsTheLineOfEveryPath() throws IOException {
        GraphSource source = read("credit.graph.yaml").graph().orElseThrow().source();

        assertThat(source.line("spec.steps[1].choice.when[0].cel")).isEqualTo(25);
        assertThat(source.line("spec.steps[1].choice.when[0].nothing.here")).isEqualTo(25);
        assertThat(source.line("spec.taps")).isEqualTo(39);
    }

    private static Reading read(String file) throws IOException {
        try (InputStream in = GraphReaderTest.class.getResourceAsStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return GraphFiles.read(file, text, Path.of("."));
        }
    }
}

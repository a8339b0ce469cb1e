// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class InferCommandTest {
    private static final String CREDIT = CommandRun.sample("credit").toString();
    private static final String REQUEST =
            CommandRun.sample("credit").resolve("request.json").toString();

    @TempDir
    private Path folder;

    @Test
    void answersAsAServerWould() throws Exception {
        CommandRun infer = CommandRun.of("infer", CREDIT, "--input", REQUEST);

        JsonNode answer = JsonMapper.builder().build().readTree(infer.out());
        assertThat(infer.exitCode()).isZero();
        assertThat(answer.path("path").asText()).isEqualTo("score=0,1,1");
        assertThat(answer.path("outputs").path(1).path("data").toString()).isEqualTo("[\"good\",\"good\",\"bad\"]");
        assertThat(answer.has("steps")).isFalse();
    }

    @Test
    void showsTheWayOfEachRow() {
        CommandRun infer = CommandRun.of("infer", CREDIT, "--input", REQUEST, "--trace");

        assertThat(infer.out())
                .startsWith("credit@1  request three-applicants  ")
                .contains("score     row 0 → branch 0, because applicant.months < 12")
                .contains("score     rows 1, 2 → branch 1")
                .contains("thin      model  row 0  ")
                .contains("trees     model  rows 1, 2  ")
                .contains("  → label                 BYTES [3]         [good, good, bad]");
    }

    @Test
    void aTraceCanBeDrawn() throws Exception {
        CommandRun infer = CommandRun.of("infer", CREDIT, "--input", REQUEST, "--trace", "--json");
        Path trace = Files.writeString(folder.resolve("trace.json"), infer.out());

        CommandRun draw = CommandRun.of("draw", CREDIT, "--trace", trace.toString());

        assertThat(draw.out())
                .contains("score · choice<br/>0: 1 row, 1: 2 rows")
                .contains("model thin · onnx<br/>1 row, ");
        assertThat(CommandRun.of("draw", CommandRun.sample("iris").toString(), "--trace", trace.toString())
                        .err())
                .contains("is no trace of graph 'iris'");
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"inputs\": []}");

        CommandRun infer = CommandRun.of("infer", CREDIT, "--input", wrong.toString(), "--trace");

        assertThat(infer.exitCode()).isEqualTo(1);
        assertThat(infer.err()).contains("input 'applicant' is missing");
        assertThat(CommandRun.of(
                                "infer",
                                CREDIT,
                                "--input",
                                folder.resolve("none").toString())
                        .exitCode())
                .isEqualTo(2);
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"inputs\": [");
        assertThat(CommandRun.of("infer", CREDIT, "--input", broken.toString()).exitCode())
                .isEqualTo(1);
    }

    @Test
    void asksWhichGraphIsMeant() {
        String iris = CommandRun.sample("iris").toString();

        assertThat(CommandRun.of("infer", iris, CREDIT, "--input", REQUEST).err())
                .contains("say which with --graph");
        assertThat(CommandRun.of("infer", iris, CREDIT, "--input", REQUEST, "--graph", "credit")
                        .exitCode())
                .isZero();
    }
}

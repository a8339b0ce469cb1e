// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrawCommandTest {
    @Test
    void drawsBlocksAsFramesAndDataAsArrows() throws IOException {
        CommandRun draw = CommandRun.of("draw", CommandRun.sample("credit").toString());

        try (InputStream golden = DrawCommandTest.class.getResourceAsStream("/credit.mmd")) {
            assertThat(draw.out()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(draw.exitCode()).isZero();
    }

    @Test
    void drawsOneGraphAtATime() {
        CommandRun draw = CommandRun.of(
                "draw",
                CommandRun.sample("iris").toString(),
                CommandRun.sample("credit").toString());

        assertThat(draw.exitCode()).isEqualTo(2);
        assertThat(draw.err()).contains("name one file");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelFileTest {
    @TempDir
    Path folder;

    private Path path;
    private ModelFile file;

    @BeforeEach
    void write() throws IOException {
        path = Files.writeString(folder.resolve("model"), "0123456789".repeat(20_000));
        file = ModelFile.of(path);
    }

    @Test
    void isReadAsItIs() throws IOException {
        try (InputStream in = file.open()) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(path));
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void isVerifiedHoweverItIsRead() throws IOException {
        try (InputStream in = file.open()) {
            assertThat(in.read()).isEqualTo('0');
            assertThat(in.skip(9)).isEqualTo(9);
            assertThat(in.readNBytes(10)).asString().isEqualTo("0123456789");
            in.skipNBytes(200_000 - 20);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void mayBeLeftInTheMiddle() throws IOException {
        Files.writeString(path, "changed".repeat(100));
        try (InputStream in = file.open()) {
            assertThat(in.readNBytes(7)).asString().isEqualTo("changed");
        }
    }

    @Test
    void isRefusedAtItsEndWhereItHasChanged() throws IOException {
        Files.writeString(path, "changed");
        try (InputStream in = file.open()) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessage("the file has changed since it was verified. Load it again");
        }
    }
}

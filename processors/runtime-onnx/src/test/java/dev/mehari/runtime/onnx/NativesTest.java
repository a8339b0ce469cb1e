// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class NativesTest {
    @TempDir
    Path cache;

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void unpacksBothLibrariesAndNothingElse() throws IOException {
        Path folder = Natives.unpackInto(cache).orElseThrow();

        assertThat(files(folder)).hasSize(2).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    @Test
    void unpacksOnce() throws IOException {
        Path library = files(Natives.unpackInto(cache).orElseThrow()).get(0);
        FileTime longAgo = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(library, longAgo);

        Natives.unpackInto(cache);

        assertThat(Files.getLastModifiedTime(library)).isEqualTo(longAgo);
    }

    @Test
    void mendsALibraryThatWasChanged() throws IOException {
        Path library = files(Natives.unpackInto(cache).orElseThrow()).get(0);
        byte[] whole = Files.readAllBytes(library);
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Files.write(library, changed);

        Natives.unpackInto(cache);

        assertThat(Files.readAllBytes(library)).isEqualTo(whole);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void trustsNoFolderThatOthersWriteTo() throws IOException {
        Path folder = Natives.unpackInto(cache).orElseThrow();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(Natives.unpackInto(cache)).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The script {@code mehari} itself, with a Java that only says how it was called. */
class LauncherTest {
    @TempDir
    private Path folder;

    private Path checkout;

    @BeforeEach
    void buildNothing() throws Exception {
        checkout = Files.createDirectory(folder.resolve("a check out"));
        Path dist = Files.createDirectories(checkout.resolve("integrations/server/target/dist"));
        Files.createFile(dist.resolve(".built"));
        executable(checkout.resolve("mehari"), Files.readString(Room.root().resolve("mehari")));
        executable(
                Files.createDirectories(folder.resolve("jdk/bin")).resolve("java"),
                "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    }

    private static void executable(Path file, String text) throws Exception {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void runsFromAnotherFolder() throws Exception {
        assertThat(run(checkout.resolve("mehari"))).contains(jar(), "check", "two words");
    }

    @Test
    void runsByALinkToIt() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path direct = Files.createSymbolicLink(bin.resolve("mehari"), checkout.resolve("mehari"));
        Path relative = Files.createSymbolicLink(bin.resolve("again"), Path.of("mehari"));

        assertThat(run(direct)).contains(jar());
        assertThat(run(relative)).contains(jar());
    }

    private String jar() {
        return checkout.resolve("integrations/server/target/dist/lib/mehari.jar")
                .toString();
    }

    private List<String> run(Path script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "check", "two words")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.lines().toList();
    }
}

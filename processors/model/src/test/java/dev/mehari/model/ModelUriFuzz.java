// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a reference is made of: it leads to a file inside the folder, or is refused. */
class ModelUriFuzz {
    private static Path folder = Path.of("");
    private static Path graph = Path.of("");

    @BeforeContainer
    static void layOut() throws IOException {
        folder = Files.createTempDirectory("mehari").toRealPath();
        graph = Files.createDirectories(folder.resolve("a/b"));
        for (String path : List.of("x", "a/x", "a/b/x")) {
            Files.writeString(folder.resolve(path), path);
        }
        Files.createSymbolicLink(graph.resolve("up"), Path.of(".."));
    }

    @AfterContainer
    static void clear() throws IOException {
        for (String path : List.of("a/b/up", "a/b/x", "a/x", "x", "a/b", "a", "")) {
            Files.delete(folder.resolve(path));
        }
    }

    @Property(tries = 5000)
    void leadsInsideOrNowhere(@ForAll("references") String uri) {
        ModelFile file;
        try {
            file = new ModelStore(List.of(), folder.resolve("cache"), false)
                    .locate(uri, ModelBase.of(graph), Optional.empty());
        } catch (InvalidModelException e) {
            return;
        }
        assertThat(file.path()).startsWith(graph).hasContent("a/b/x");
    }

    @Provide
    static Arbitrary<String> references() {
        return Arbitraries.of(
                        "..",
                        ".",
                        "/",
                        "//",
                        "x",
                        "a",
                        "b",
                        "up",
                        "%2e",
                        "%2E",
                        "%2f",
                        "%",
                        "25",
                        "%25",
                        "%5c",
                        "\\",
                        "%00",
                        "file:",
                        "file://",
                        "localhost",
                        "?",
                        "#",
                        " ",
                        "%c0%ae",
                        "\u0000",
                        ":",
                        "ä",
                        "\ud800",
                        "/tmp")
                .list()
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
    }
}

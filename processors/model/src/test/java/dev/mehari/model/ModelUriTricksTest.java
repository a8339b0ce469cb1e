// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** References that try to leave the graph's folder, or to mean something else than they say. */
class ModelUriTricksTest {
    @TempDir
    Path folder;

    private Path graph;

    @BeforeEach
    void layOut() throws IOException {
        graph = Files.createDirectories(folder.resolve("graph"));
        Files.createDirectories(graph.resolve("models"));
        Files.writeString(graph.resolve("models/credit.json"), "inside");
        Files.writeString(folder.resolve("secret.json"), "outside");
        Files.createSymbolicLink(graph.resolve("up"), folder);
        Files.createSymbolicLink(graph.resolve("models/hop"), Path.of("../up"));
        Files.createSymbolicLink(graph.resolve("secret"), folder.resolve("secret.json"));
        Files.createSymbolicLink(graph.resolve("dangling"), folder.resolve("gone.json"));
        Files.createSymbolicLink(graph.resolve("loop"), Path.of("loop"));
    }

    static List<String> tricks() {
        return List.of(
                // upwards
                "..",
                "../",
                "../secret.json",
                "./../secret.json",
                "models/../../secret.json",
                "models/../models/credit.json",
                "models/..",
                "models/../../graph/models/credit.json",
                "file:../secret.json",
                "file:./../secret.json",
                "file:models/../../secret.json",
                "....//secret.json",
                "..;/secret.json",
                " ../secret.json",
                "../secret.json ",
                // absolute
                "/etc/passwd",
                "//etc/passwd",
                "///etc/passwd",
                "file:/etc/passwd",
                "file:///etc/passwd",
                "FILE:///etc/passwd",
                "FiLe:/etc/passwd",
                "file://localhost/etc/passwd",
                "file:////etc/passwd",
                // another machine, another system
                "file://evil.example/etc/passwd",
                "file://evil.example",
                "file://",
                "file:",
                "//evil.example/share/credit.json",
                "\\\\evil.example\\share\\credit.json",
                "C:\\models\\credit.json",
                "C:/models/credit.json",
                "~/credit.json",
                "~root/credit.json",
                "$HOME/credit.json",
                "${env:HOME}/credit.json",
                "{{env:HOME}}/credit.json",
                // encoded
                "%2e%2e/secret.json",
                "%2E%2E/secret.json",
                "%2e%2e%2fsecret.json",
                "%2e./secret.json",
                ".%2e/secret.json",
                "..%2fsecret.json",
                "..%2Fsecret.json",
                "models%2f..%2f..%2fsecret.json",
                "models/%2e%2e/%2e%2e/secret.json",
                "%2fetc%2fpasswd",
                "file:%2fetc%2fpasswd",
                "file:%2e%2e/secret.json",
                "file:///%2e%2e/etc/passwd",
                "models%2fcredit.json",
                "%2e/models/credit.json",
                // encoded again
                "%252e%252e/secret.json",
                "%252e%252e%252fsecret.json",
                "%25252e%25252e/secret.json",
                "..%252fsecret.json",
                "..%25252fsecret.json",
                "%2525252525252e%2525252525252e/secret.json",
                "%25252525252525252525252541",
                "%25%32%65%25%32%65/secret.json",
                // not UTF-8, or too long for what they say
                "%c0%ae%c0%ae/secret.json",
                "..%c0%afsecret.json",
                "%e0%80%ae%e0%80%ae/secret.json",
                "%ff%fe/secret.json",
                "models/%80credit.json",
                // backslashes
                "..\\secret.json",
                "models\\..\\..\\secret.json",
                "..%5csecret.json",
                "%5c%5cevil.example%5cshare",
                "..%255csecret.json",
                // control characters
                "models/credit.json\u0000",
                "models/credit.json\u0000.onnx",
                "models/credit.json%00",
                "models/credit.json%00.onnx",
                "models/credit.json%2500",
                "models/credit.json\n",
                "models/credit.json%0a",
                "models/credit.json%0d%0aX:y",
                "\tmodels/credit.json",
                "models/\u007fcredit.json",
                "models/\u0085credit.json",
                "models/\ud800credit.json",
                "models/\udc00\ud800credit.json",
                // look-alikes
                "\uff0e\uff0e/secret.json",
                "\u2025/secret.json",
                "..\u2215secret.json",
                "..\u2044secret.json",
                // links
                "up/secret.json",
                "up/graph/../secret.json",
                "models/hop/secret.json",
                "secret",
                "dangling",
                "loop",
                "loop/x",
                // what is no file
                "",
                " ",
                ".",
                "./",
                "models",
                "models/",
                "file:models",
                "?",
                "#",
                "models/credit.json?version=2",
                "models/credit.json#part",
                // other schemes
                "jar:file:/x.jar!/credit.json",
                "classpath:../secret.json",
                "classpath:/../secret.json",
                "classpath:%2e%2e/secret.json",
                "classpath:dev/mehari/model/../model/resource.json",
                "classpath:",
                "classpath:/",
                "classpath://dev/mehari/model/resource.json",
                "classpath:dev/mehari/model/resource.json#x",
                "data:,model",
                "javascript:1",
                "ftp://localhost/x",
                "unix:/x",
                ":models/credit.json",
                "-:x",
                "%66ile:/etc/passwd",
                "x".repeat(5000),
                "models/" + "x/".repeat(2000) + "credit.json");
    }

    @ParameterizedTest
    @MethodSource("tricks")
    void areRefused(String uri) {
        assertThatThrownBy(() -> locate(uri))
                .isInstanceOf(InvalidModelException.class)
                .message()
                .hasSizeBetween(10, 600)
                .doesNotContain(folder.toString())
                .doesNotContain("\n", "\u0000", "\r");
    }

    @Test
    void stillAnOrdinaryReferenceIsFound() throws IOException {
        assertThat(locate("models/credit.json")).hasContent("inside");
        assertThat(locate("./models/./credit.json")).hasContent("inside");
        assertThat(locate("models//credit.json")).hasContent("inside");
        assertThat(locate("up/graph/models/credit.json")).hasContent("inside");
        for (String odd :
                List.of("..models", "models..", "...", "a..b", "größe.json", "c#.json", "what?.json", "a+b=c&d.json")) {
            Files.writeString(graph.resolve(odd), odd);
            assertThat(locate(odd)).hasContent(odd);
        }
    }

    private Path locate(String uri) {
        return new ModelStore(List.of(), folder.resolve("cache"), false)
                .locate(uri, ModelBase.of(graph), Optional.empty())
                .path();
    }

    @Test
    void areRefusedInAModelRootToo() {
        ModelStore store = new ModelStore(List.of(), folder.resolve("cache"), false);
        Stream.of("..", "../", "%2e%2e", "/etc", "file:///etc", "up", "//evil.example/x", "models/../..", "a\\b", " ")
                .forEach(root -> assertThatThrownBy(() ->
                                store.locate("secret.json", new ModelBase(graph, Optional.of(root)), Optional.empty()))
                        .as(root)
                        .isInstanceOf(InvalidModelException.class));
    }
}

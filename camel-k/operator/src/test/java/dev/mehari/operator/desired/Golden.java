// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Objects as files: a title and two sentences as comments, then YAML documents. Run the tests with {@code
 * -Dmehari.golden=write} to write them anew below their comments, then read the difference.
 */
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/dev/mehari/operator/desired");
    private static final boolean WRITE = "write".equals(System.getProperty("mehari.golden"));

    private Golden() {}

    static void assertSame(String file, List<? extends HasMetadata> objects) {
        String documents = objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
        try {
            Path path = FOLDER.resolve(file);
            String header = Files.readAllLines(path).stream()
                    .takeWhile(line -> line.startsWith("#"))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
            assertThat(header.lines().count()).as("title and sentences").isGreaterThanOrEqualTo(2);
            if (WRITE) {
                Files.writeString(path, header + documents);
            }
            assertThat(header + documents).isEqualTo(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules that the catalogue of Kamelets puts to those it takes, put to ours. */
class KameletsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("mehari.root", "../..")).resolve("camel-k/packaging/kamelets");
    private static final String SUFFIX = ".kamelet.yaml";
    private static final Pattern USED = Pattern.compile("\\{\\{\\??([A-Za-z0-9_]+)}}");
    private static final Map<String, String> INNER = Map.of("source", "kamelet:sink", "sink", "kamelet:source");

    private record Kamelet(String file, JsonNode yaml) {
        JsonNode definition() {
            return yaml.at("/spec/definition");
        }

        String type() {
            return yaml.at("/metadata/labels")
                    .path("camel.apache.org/kamelet.type")
                    .asText();
        }

        String annotation(String name) {
            return yaml.at("/metadata/annotations")
                    .path("camel.apache.org/" + name)
                    .asText();
        }

        String template() {
            return yaml.at("/spec/template").toString();
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static List<Kamelet> kamelets() {
        List<Kamelet> kamelets = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    kamelets.add(
                            new Kamelet(file.getFileName().toString(), Serialization.unmarshal(in, JsonNode.class)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kamelets;
    }

    @Test
    void areThree() {
        assertThat(kamelets())
                .map(Kamelet::file)
                .containsExactly(
                        "mehari-graph-action" + SUFFIX, "mehari-infer-action" + SUFFIX, "mehari-tap-sink" + SUFFIX);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void isNamedAsItsFileAndType(Kamelet kamelet) {
        String name = kamelet.yaml().at("/metadata/name").asText();

        assertThat(kamelet.yaml().path("kind").asText()).isEqualTo("Kamelet");
        assertThat(kamelet.yaml().path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.file()).isEqualTo(name + SUFFIX);
        assertThat(kamelet.type()).isIn("source", "sink", "action");
        assertThat(name).endsWith("-" + kamelet.type());
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void isTitledAsItsType(Kamelet kamelet) {
        String type = kamelet.type();

        assertThat(kamelet.definition().path("title").asText())
                .endsWith(Character.toUpperCase(type.charAt(0)) + type.substring(1));
        assertThat(kamelet.definition().path("description").asText()).isNotBlank();
        assertThat(kamelet.definition().path("type").asText()).isEqualTo("object");
    }

    @Test
    void noTwoShareTitleOrDescription() {
        assertThat(kamelets()).map(k -> k.definition().path("title").asText()).doesNotHaveDuplicates();
        assertThat(kamelets())
                .map(k -> k.definition().path("description").asText())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void describesEachProperty(Kamelet kamelet) {
        kamelet.definition().path("properties").properties().forEach(property -> {
            String title = property.getValue().path("title").asText();
            assertThat(title).as(property.getKey()).matches("[A-Z].*").doesNotMatch("(The|A|An) .*");
            assertThat(property.getValue().path("type").asText())
                    .as(property.getKey())
                    .isIn("string", "integer", "number", "boolean");
            assertThat(property.getValue().path("description").asText())
                    .as(property.getKey())
                    .isNotBlank();
            boolean secret = property.getValue().path("format").asText().equals("password");
            assertThat(property.getValue().path("x-descriptors").toString().contains("urn:camel:group:credentials"))
                    .as(property.getKey())
                    .isEqualTo(secret);
        });
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void requiresOnlyWhatItDefinesAndThatOnce(Kamelet kamelet) {
        List<String> required = new ArrayList<>();
        kamelet.definition().path("required").forEach(name -> required.add(name.asText()));

        assertThat(required).doesNotHaveDuplicates();
        assertThat(names(kamelet)).containsAll(required).doesNotContain("id");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void usesJustThePropertiesThatItDefines(Kamelet kamelet) {
        Set<String> used = new TreeSet<>();
        USED.matcher(kamelet.template()).results().forEach(use -> used.add(use.group(1)));

        assertThat(used).isEqualTo(names(kamelet));
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void marksAsOptionalWhatHasNeitherDefaultNorIsRequired(Kamelet kamelet) {
        String required = kamelet.definition().path("required").toString();
        for (String name : names(kamelet)) {
            boolean given = required.contains('"' + name + '"')
                    || kamelet.definition().path("properties").path(name).has("default");
            assertThat(kamelet.template().contains("{{" + name + "}}")).as(name).isEqualTo(given);
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void goesOnWhereItsTypeSays(Kamelet kamelet) {
        assertThat(kamelet.template()).contains(INNER.getOrDefault(kamelet.type(), "kamelet:source"));
        assertThat(kamelet.yaml().at("/spec/template/from/uri").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void namesItsDependencies(Kamelet kamelet) {
        assertThat(kamelet.yaml().at("/spec/dependencies")).isNotEmpty().allSatisfy(each -> assertThat(each.asText())
                .matches("camel:[a-z-]+|mvn:[^:]+:[^:]+:[^:]+"));
        assertThat(kamelet.yaml().at("/spec/dependencies").toString()).contains("camel:kamelet");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void isOfOneVersionAndProvider(Kamelet kamelet) {
        assertThat(kamelet.annotation("provider")).isEqualTo("Mehari");
        assertThat(kamelet.annotation("kamelet.icon")).startsWith("data:image/svg+xml;base64,");
        assertThat(kamelet.annotation("kamelet.support.level")).isIn("Preview", "Stable");
        assertThat(kamelet.annotation("kamelet.group")).isNotEmpty();
        String version = kamelet.annotation("catalog.version");
        assertThat(version).isEqualTo(System.getProperty("mehari.version"));
        kamelet.yaml().at("/spec/dependencies").forEach(each -> {
            if (each.asText().startsWith("mvn:dev.mehari:")) {
                assertThat(each.asText()).endsWith(":" + version);
            }
        });
    }

    private static Set<String> names(Kamelet kamelet) {
        Set<String> names = new TreeSet<>();
        kamelet.definition().path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }
}

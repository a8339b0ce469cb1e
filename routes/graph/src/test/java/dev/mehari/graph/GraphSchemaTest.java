// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class GraphSchemaTest {
    private static final Path RESOURCE = Path.of("src/main/resources", GraphSchema.RESOURCE);
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(GraphSchema.text());

    /** What the schema has against a text. */
    static List<Error> errors(String text) {
        Value value = YamlReader.read(text, new Findings("g")).orElseThrow();
        JsonNode json = new ObjectMapper().valueToTree(Json.of(value, new Findings("g")));
        return SCHEMA.validate(json);
    }

    /** Set {@code -Dmehari.golden=write} to write the file anew after a change of the records. */
    @Test
    void liesInTheJarAsItIsMade() throws IOException {
        if (System.getProperty("mehari.golden", "").equals("write")) {
            Files.createDirectories(RESOURCE.getParent());
            Files.writeString(RESOURCE, GraphSchema.text());
        }
        assertThat(GraphSchema.text()).isEqualTo(Files.readString(RESOURCE));
    }

    @Test
    void isItselfValid() {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        com.networknt.schema.SchemaLocation.of(com.networknt.schema.dialect.DialectId.DRAFT_2020_12));
        assertThat(meta.validate(GraphSchema.text(), com.networknt.schema.InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void describesEveryKey() throws IOException {
        JsonNode definitions = new ObjectMapper().readTree(GraphSchema.text()).get("$defs");
        for (String name : List.of("graphSpec", "inputSpec", "modelSpec", "modelStep", "transformStep", "whenSpec")) {
            definitions.get(name).get("properties").fields().forEachRemaining(property -> assertThat(
                            property.getValue().path("description").asText())
                    .as(name + "." + property.getKey())
                    .isNotEmpty());
        }
    }

    static List<Path> samples() throws IOException {
        Path folder = Path.of(System.getProperty("mehari.root", "../..")).resolve("routes/samples");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".graph.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void acceptsTheSamples(Path sample) throws IOException {
        assertThat(errors(Files.readString(sample))).isEmpty();
        assertThat(GraphFiles.read(sample).findings()).isEmpty();
    }

    static List<Path> broken() throws IOException {
        return BrokenFilesTest.files();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesWhatIsOfAnotherForm(Path file) throws IOException {
        String text = Files.readString(file);
        String expected = text.lines()
                .skip(2)
                .findFirst()
                .map(l -> l.substring("# schema: ".length()))
                .orElseThrow();
        if (expected.equals("-")) {
            // Not even the values can be read.
            return;
        }
        Optional<Error> error = errors(text).stream().findFirst();
        assertThat(error.isPresent())
                .as(error.map(Error::toString).orElse("no error"))
                .isEqualTo(expected.equals("refuses"));
    }
}

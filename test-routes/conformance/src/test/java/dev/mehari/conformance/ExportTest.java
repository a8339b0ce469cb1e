// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.apache.camel.processor.MulticastProcessor;
import org.apache.camel.processor.Splitter;
import org.apache.camel.processor.WireTapProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The export of a graph is plain Camel YAML that answers the same wherever it runs. */
class ExportTest {
    private static final Set<String> STEPS =
            Set.of("to", "choice", "split", "multicast", "pipeline", "wireTap", "doTry");

    @TempDir
    private Path folder;

    static List<Path> graphs() {
        List<Path> graphs = new ArrayList<>();
        Sample.ready().forEach(sample -> graphs.add(sample.graph()));
        graphs.add(OddGraph.file());
        return graphs;
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void theTextIsValidUnderCamelsSchema(Path graph) throws IOException {
        assertThat(validate(Export.of(graph))).isEmpty();
    }

    @Test
    void aTextThatCamelWouldLoadAllTheSameIsNotValid() throws IOException {
        Export iris = Export.of(new Sample("iris").graph());
        String step = "- multicast: {parallelProcessing: \"yes\", steps: [{to: {uri: \"tensor:pass\"}}]}";
        String steps = "      steps:\n";

        assertThat(iris.text()).contains(steps);
        assertThat(validate(new Export(iris.id(), iris.text().replace(steps, steps + "        " + step + "\n"))))
                .isNotEmpty();
    }

    private static List<Error> validate(Export export) throws IOException {
        try (InputStream camel = ExportTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonNode tree = JsonMapper.builder().build().valueToTree(export.tree());
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(camel)
                    .validate(tree);
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void theTextHasStandardStepsOnly(Path graph) {
        assertThat(Export.of(graph).steps()).isNotEmpty().isSubsetOf(STEPS);
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void theTextIsTheSameEachTime(Path graph) {
        assertThat(Export.of(graph)).isEqualTo(Export.of(graph));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theTextAnswersAsRecordedWithOurProcessorsAndWithout(Sample sample) {
        Path routes = Export.of(sample.graph()).writeTo(folder);
        Map<String, Object> request = sample.requests().get(0).byName();
        NamedTensors recorded;
        NamedTensors rows;
        try (Log log = new Log()) {
            try (BareCamel camel = new BareCamel(routes, true)) {
                recorded = camel.ask(sample.name(), request);
                rows = camel.ask(sample.name(), sample.referenceBody());
            }
            try (BareCamel camel = new BareCamel(routes, false)) {
                assertThat(camel.ask(sample.name(), request)).isEqualTo(recorded);
                assertThat(camel.ask(sample.name(), sample.referenceBody())).isEqualTo(rows);
            }
            assertThat(log.lines()).anyMatch(line -> line.contains("Started " + sample.name() + "@1"));
            assertThat(log.complaints()).isEmpty();
        }
        assertThat(recorded.names()).isEqualTo(sample.outputs());
        for (String output : sample.outputs()) {
            Sample.assertEqual(values(recorded.get(output)), sample.responseOf(output));
            Sample.assertEqual(values(rows.get(output)), sample.referenceOf(output));
        }
    }

    static List<Sample> samples() {
        return Sample.ready();
    }

    private static List<Object> values(Tensor tensor) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < tensor.size(); i++) {
            values.add(tensor.datatype() == Datatype.BYTES ? tensor.textAt(i) : tensor.doubleAt(i));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oddTextsAndDeepNestingAnswerAsReckonedByHand(boolean ownProcessors) {
        Path routes = Export.of(OddGraph.file()).writeTo(folder);

        try (Log log = new Log();
                BareCamel camel = new BareCamel(routes, ownProcessors)) {
            OddGraph.assertAnswers(camel);
            assertThat(log.complaints()).isEmpty();
        }
    }

    @Test
    void ourProcessorsStandUnderCamelsSteps() {
        Path routes = Export.of(new Sample("credit").graph()).writeTo(folder);

        try (BareCamel camel = new BareCamel(routes, true)) {
            assertThat(List.of("score", "committee", "taps.0"))
                    .map(id -> camel.context().getProcessor("credit@1." + id))
                    .allSatisfy(processor ->
                            assertThat(processor.getClass().getPackageName()).isEqualTo("dev.mehari.nodes"));
        }
    }

    @Test
    void camelsProcessorsRunWhereOursAreTurnedOff() {
        Path routes = Export.of(new Sample("credit").graph()).writeTo(folder);
        Map<String, Class<?>> camels = Map.of(
                "score", Splitter.class, "committee", MulticastProcessor.class, "taps.0", WireTapProcessor.class);

        try (BareCamel camel = new BareCamel(routes, false)) {
            assertThat(camels)
                    .allSatisfy((id, type) -> assertThat(camel.context().getProcessor("credit@1." + id))
                            .isExactlyInstanceOf(type));
        }
    }
}

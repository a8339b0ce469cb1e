// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.engine.GraphConstants;
import dev.mehari.engine.InvalidGraphException;
import dev.mehari.tensor.InferenceException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A Camel application of one's own, with nothing of Mehari but its jars: routes in Java use a model as {@code infer:} and a
 * graph as {@code graph:}; the graph's file is found among the routes to load, like any other.
 */
class OwnRouteTest {
    private static final Sample IRIS = new Sample("iris");
    private static final Sample CREDIT = new Sample("credit");

    /** One output, so that its numbers can be asked for as they are. */
    private static final String TABLE = """
            apiVersion: mehari.dev/v1alpha1
            kind: InferenceGraph
            metadata: {name: table}
            spec:
              inputs: [{name: flower, datatype: FP32, shape: [-1, 4]}]
              models: {iris: {uri: iris.onnx}}
              steps: [{model: {id: iris, input: flower}}]
              outputs: [{name: probabilities, from: iris.probabilities}]
            """;

    @TempDir
    private static Path folder;

    private static Main main;
    private static ProducerTemplate camel;

    /** What a Camel developer writes. */
    private static final class Routes extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:flower").to("infer:iris?uri=file:" + IRIS.folder().resolve("iris.onnx"));
            from("direct:applicant").to("graph:credit");
            from("direct:decision")
                    .to("graph:credit")
                    .choice()
                    .when(exchange -> firstDecision(exchange).equals("good"))
                    .setBody(constant("lend"))
                    .otherwise()
                    .setBody(constant("think again"));
        }

        private static String firstDecision(Exchange exchange) {
            Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
            return ((String[]) answer.get("decision"))[0];
        }
    }

    @BeforeAll
    static void startTheApplication() throws IOException {
        Files.copy(IRIS.folder().resolve("iris.onnx"), folder.resolve("iris.onnx"));
        Files.writeString(folder.resolve("table.graph.yaml"), TABLE);
        main = new Main();
        main.configure()
                .withJmxEnabled(false)
                .withRoutesIncludePattern("file:" + CREDIT.folder() + "/*.graph.yaml,file:" + folder + "/*.graph.yaml");
        main.configure().addRoutesBuilder(new Routes());
        main.start();
        camel = main.getCamelContext().createProducerTemplate();
    }

    @AfterAll
    static void stopTheApplication() {
        main.stop();
    }

    @Test
    void aGraphTakesAMapByColumnNameAndGivesAMap() {
        Map<?, ?> answer = camel.requestBody("direct:applicant", CREDIT.requestMap(), Map.class);

        assertThat(answer.keySet()).map(String::valueOf).containsExactlyElementsOf(CREDIT.outputs());
        Sample.assertEqual(list(answer.get("probability")), CREDIT.responseOf("probability"));
        Sample.assertEqual(list(answer.get("decision")), CREDIT.responseOf("decision"));
    }

    @Test
    void aGraphTakesAListOfRowsAndGivesAListOfRows() {
        List<?> answer = camel.requestBody("direct:applicant", CREDIT.requestRows(), List.class);

        assertThat(answer).hasSize(3);
        Sample.assertEqual(column(answer, "probability"), CREDIT.responseOf("probability"));
        Sample.assertEqual(column(answer, "decision"), CREDIT.responseOf("decision"));
    }

    @Test
    void aGraphTakesOneRowAsAMapOfSingleValues() {
        List<?> answer =
                camel.requestBody("direct:applicant", CREDIT.requestRows().get(0), List.class);

        assertThat(answer).hasSize(1);
        Sample.assertEqual(
                column(answer, "probability"), CREDIT.responseOf("probability").subList(0, 1));
    }

    @Test
    void aGraphTakesATableOfFloatsForItsOnlyInput() {
        Map<?, ?> answer = camel.requestBody("direct:applicant", CREDIT.referenceTable(), Map.class);

        Sample.assertEqual(list(answer.get("probability")), CREDIT.referenceOf("probability"));
        Sample.assertEqual(list(answer.get("decision")), CREDIT.referenceOf("decision"));
    }

    @Test
    void aGraphTakesATensorsNameInAMap() {
        Map<?, ?> answer =
                camel.requestBody("direct:applicant", Map.of("applicant", CREDIT.referenceTable()), Map.class);

        Sample.assertEqual(list(answer.get("probability")), CREDIT.referenceOf("probability"));
    }

    @Test
    void aGraphTakesTheProtocolsJsonAndGivesIt() {
        String answer = camel.requestBody("direct:applicant", CREDIT.request(), String.class);

        JsonNode outputs = Sample.json(answer, "answer").get("outputs");
        assertThat(outputs).hasSize(CREDIT.outputs().size());
        for (JsonNode output : outputs) {
            List<Object> values = new ArrayList<>();
            output.get("data").forEach(value -> values.add(value.isNumber() ? value.numberValue() : value.asText()));
            Sample.assertEqual(values, CREDIT.responseOf(output.get("name").asText()));
        }
    }

    @Test
    void aWrongMessageOfTheProtocolFailsWithWhatIsWrongInIt() {
        String wrong = CREDIT.request().replace("[8, 21, 60]", "[8, 21]");

        assertThatThrownBy(() -> camel.requestBody("direct:applicant", wrong, String.class))
                .cause()
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("'months'");
    }

    @Test
    void anAnswerSaysItsIdRevisionAndPath() {
        Exchange answer = camel.request("direct:applicant", exchange -> {
            exchange.getMessage().setBody(CREDIT.requestMap());
            exchange.getMessage().setHeader(GraphConstants.PREDICTION_ID, "mine");
        });

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeader(GraphConstants.PREDICTION_ID)).isEqualTo("mine");
        assertThat(answer.getMessage().getHeader(GraphConstants.REVISION)).isEqualTo(1L);
        assertThat(answer.getMessage().getHeader(GraphConstants.PATH)).isEqualTo("score=0,1,1");
    }

    @Test
    void aRouteGoesOnWithTheAnswer() {
        List<Map<String, Object>> rows = CREDIT.requestRows();

        assertThat(camel.requestBody("direct:decision", rows.get(0), String.class))
                .isEqualTo("lend");
        assertThat(camel.requestBody("direct:decision", rows.get(2), String.class))
                .isEqualTo("think again");
    }

    @Test
    void aModelTakesAMapByItsOwnInputName() {
        Map<?, ?> answer = camel.requestBody("direct:flower", Map.of("X", IRIS.referenceTable()), Map.class);

        Sample.assertEqual(list(answer.get("label")), IRIS.referenceOf("label"));
        Sample.assertEqual(list(answer.get("probabilities")), IRIS.referenceOf("probabilities"));
    }

    @Test
    void aModelTakesATableOfFloats() {
        Map<?, ?> answer = camel.requestBody("direct:flower", IRIS.referenceTable(), Map.class);

        Sample.assertEqual(list(answer.get("probabilities")), IRIS.referenceOf("probabilities"));
    }

    @Test
    void theOnlyOutputIsGivenAsATable() {
        double[][] answer = camel.requestBody("graph:table", IRIS.referenceTable(), double[][].class);

        assertThat(answer).hasDimensions(IRIS.reference().size(), 3);
        Sample.assertEqual(
                Arrays.stream(answer).flatMapToDouble(Arrays::stream).boxed().toList(),
                IRIS.referenceOf("probabilities"));
    }

    @Test
    void aWrongGraphFileStopsTheApplicationWithItsFindings() throws IOException {
        Path wrong = Files.createDirectory(folder.resolve("wrong")).resolve("wrong.graph.yaml");
        Files.writeString(wrong, TABLE.replace("iris.onnx", "rose.onnx").replace("iris.probabilities", "rose.color"));
        Main other = new Main();
        other.configure().withJmxEnabled(false).withRoutesIncludePattern("file:" + wrong);

        try {
            assertThatThrownBy(other::start)
                    .isInstanceOf(InvalidGraphException.class)
                    .hasMessageContaining("spec.models.iris.uri")
                    .hasMessageContaining("spec.outputs[0].from");
        } finally {
            other.stop();
        }
    }

    @Test
    void aWrongBodyFailsWithWordsAndNothingElseDoes() {
        assertThatThrownBy(() -> camel.requestBody("direct:applicant", Map.of("months", List.of(1)), Map.class))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("'checking'");
        assertThatThrownBy(() -> camel.requestBody("direct:applicant", "a text", Map.class))
                .cause()
                .isInstanceOf(InferenceException.class);
        assertThatThrownBy(() -> camel.requestBody("direct:flower", new float[][] {{1, 2}}, Map.class))
                .cause()
                .isInstanceOf(InferenceException.class);

        aGraphTakesAMapByColumnNameAndGivesAMap();
    }

    /** An output of a map answer, row after row. */
    private static List<Object> list(Object array) {
        List<Object> values = new ArrayList<>();
        if (array instanceof float[] floats) {
            for (float value : floats) {
                values.add(value);
            }
        } else {
            for (Object element : (Object[]) array) {
                if (element.getClass().isArray()) {
                    values.addAll(list(element));
                } else {
                    values.add(element);
                }
            }
        }
        return values;
    }

    private static List<Object> column(List<?> rows, String name) {
        return rows.stream().<Object>map(row -> ((Map<?, ?>) row).get(name)).toList();
    }
}

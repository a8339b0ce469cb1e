// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.compiler.CompiledGraph;
import dev.mehari.compiler.Compiler;
import dev.mehari.compiler.OpenText;
import dev.mehari.graph.GraphFiles;
import dev.mehari.graph.InferenceGraph;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the file of a graph alone tells, as routes: the closed text without what only models and data files tell. */
class OpenTextTest {
    static List<Path> graphs() {
        List<Path> graphs = new ArrayList<>();
        Sample.ready().forEach(sample -> graphs.add(sample.graph()));
        graphs.add(OddGraph.file());
        return graphs;
    }

    private static Export open(Path file) {
        InferenceGraph graph = GraphFiles.read(file).graph().orElseThrow();
        CompiledGraph compiled = Compiler.compileOpen(graph, 1, "0".repeat(64), Map.of());
        return new Export(compiled.id(), compiled.text());
    }

    private static JsonNode tree(Export export) {
        return JsonMapper.builder().build().valueToTree(export.tree());
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void whatIsTakenOutOfTheClosedTextLeavesTheOpenOne(Path graph) {
        JsonNode opened = OpenText.of(tree(Export.of(graph)));
        declaration(opened).put("identity", "0".repeat(64));

        assertThat(opened).isEqualTo(OpenText.parsed(tree(open(graph))));
    }

    private static ObjectNode declaration(JsonNode text) {
        return (ObjectNode)
                text.path(0).path("beans").path(0).path("properties").path("text");
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void bothTextsAreOfOneGraphWhateverTheirDigests(Path graph) {
        assertThat(OpenText.areOfOneGraph(tree(open(graph)), tree(Export.of(graph))))
                .isTrue();
    }

    @Test
    void anotherNumberMakesAnotherText() {
        InferenceGraph credit =
                GraphFiles.read(new Sample("credit").graph()).graph().orElseThrow();
        Export second = new Export(
                "credit@2", Compiler.compileOpen(credit, 2, "", Map.of()).text());

        assertThat(OpenText.areOfOneGraph(tree(second), tree(Export.of(new Sample("credit").graph()))))
                .isFalse();
    }

    @Test
    void aChangedStepMakesAnotherText() {
        Export closed = Export.of(new Sample("credit").graph());
        Export changed =
                new Export(closed.id(), closed.text().replace("applicant.months < 12", "applicant.months < 13"));

        assertThat(changed.text()).isNotEqualTo(closed.text());
        assertThat(OpenText.areOfOneGraph(tree(closed), tree(changed))).isFalse();
    }

    @Test
    void whereConstantsLieIsKeptAndWhatTheyAreIsNot() {
        assertThat(open(new Sample("credit").graph()).text())
                .contains("{\"impute\":{\"file\":\"scaler.json\\u0023median\"} }")
                .doesNotContain("\"values\"")
                .doesNotContain("\"gives\"");
    }

    @Test
    void camelIsToldWhyAnOpenTextDoesNotRun() throws Exception {
        Export open = open(new Sample("iris").graph());

        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            assertThatThrownBy(() -> PluginHelper.getRoutesLoader(context)
                            .loadRoutes(ResourceHelper.fromString("iris.camel.yaml", open.text())))
                    .hasStackTraceContaining("the text of graph 'iris' is open")
                    .hasStackTraceContaining("mehari integration");
        }
    }
}

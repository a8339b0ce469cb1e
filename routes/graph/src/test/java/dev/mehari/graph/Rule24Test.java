// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 24: graphs in graphs, calls and taps. */
class Rule24Test {
    private final Bench bench = Bench.withModels();

    private static final String CHILD = named("child", """
              inputs:
                - name: applicant
                  datatype: FP32
                  shape: [-1, 2]
                  features: [{name: checking, categories: [none, low]}, months]
                - {name: bonus, datatype: FP32, shape: [-1], default: 0}
              steps:
                - choice:
                    id: c
                    when: [{cel: 'headers["x-child"] == "yes"', outputs: {p: bonus}}]
                    otherwise: {outputs: {p: bonus}}
                - transform: {id: t, input: applicant, ops: [{select: [months]}]}
              outputs:
                - {name: p, from: c.p}
                - {name: months, from: t}
            """);

    private static String named(String name, String spec) {
        return Bench.head(spec).replace("name: g}", "name: " + name + "}");
    }

    private static String parent(String step, String from) {
        return named("parent", """
                  inputs:
                    - {name: x, datatype: FP32, shape: [-1, 2]}
                    - {name: one, datatype: FP32, shape: [-1]}
                    - {name: ints, datatype: INT32, shape: [-1, 2]}
                    - {name: wide, datatype: FP32, shape: [-1, 3]}
                    - {name: strange, datatype: FP32, shape: [-1, 2], features: [account, term]}
                    - {name: swapped, datatype: FP32, shape: [-1, 2], features: [months, checking]}
                    - {name: other, datatype: FP32, shape: [-1, 2], features: [{name: checking, categories: [low, none]}, months]}
                    - {name: same, datatype: FP32, shape: [-1, 2], features: [{name: checking, categories: [none, low]}, months]}
                  steps:
                    - %s
                  outputs:
                    - {name: p, from: %s}
                """.formatted(step, from));
    }

    private List<String> findings(String step, String from) {
        bench.file("child.graph.yaml", CHILD);
        return errors(bench.check(parent(step, from)));
    }

    private static List<String> errors(Checked checked) {
        return checked.findings().stream()
                .filter(Finding::isError)
                .map(f -> f.toString().substring(f.file().length() + 1))
                .toList();
    }

    private CheckedGraph graph(String step, String from) {
        bench.file("child.graph.yaml", CHILD);
        Checked checked = bench.check(parent(step, from));
        assertThat(errors(checked)).isEmpty();
        return checked.graph().orElseThrow();
    }

    // --------------------------------------------------------------------------------------------------- graph

    @Test
    void rule24_aGraphRunsAnother() {
        CheckedGraph graph = graph("graph: {id: inner, use: child, inputs: {applicant: x, bonus: one}}", "inner.p");
        GraphNode node = (GraphNode) graph.nodes().get(0);

        assertThat(node.graph()).isEqualTo("child");
        assertThat(node.inputs())
                .containsExactly(
                        new ModelNode.ModelInput("applicant", Reference.input("x")),
                        new ModelNode.ModelInput("bonus", Reference.input("one")));
        assertThat(node.outputs()).containsExactly("p", "months");
        assertThat(graph.children()).containsOnlyKeys("child");
        assertThat(graph.outputs().get(0).type()).hasToString("FP32 [-1]");
    }

    @Test
    void rule24_itsNameDefaultsToTheId() {
        assertThat(((GraphNode) graph("graph: {id: child, inputs: {applicant: x}}", "child.p")
                                .nodes()
                                .get(0))
                        .graph())
                .isEqualTo("child");
    }

    @Test
    void rule24_theChildsDefaultsHold() {
        GraphNode node = (GraphNode)
                graph("graph: {id: child, input: x}", "child.p").nodes().get(0);
        assertThat(node.inputs()).containsExactly(new ModelNode.ModelInput("applicant", Reference.input("x")));
        assertThat(findings("graph: {id: child, inputs: {bonus: one}}", "child.p"))
                .containsExactly(
                        "15  spec.steps[0].graph.inputs: graph 'child' also takes 'applicant', which has no default. Add a reference for it.");
    }

    @Test
    void rule24_theChildSeesTheSameHeaders() {
        assertThat(graph("graph: {id: child, input: x}", "child.p").headers()).containsExactly("x-child");
    }

    @Test
    void rule24_columnsGoInAndOutByName() {
        CheckedGraph graph = graph("graph: {id: child, input: same}", "child.months");
        assertThat(graph.types().get(new Reference("child", "months")).features())
                .extracting(dev.mehari.tensor.Feature::name)
                .containsExactly("months");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ints    | graph 'child' takes FP32 [-1, 2] as 'applicant', this is INT32 [-1, 2]. Put a transform with cast: FP32 before it.
                    wide    | graph 'child' takes FP32 [-1, 2] as 'applicant', this is FP32 [-1, 3]. Pick columns with select, or join more with concat.
                    one     | graph 'child' takes FP32 [-1, 2] as 'applicant', this is FP32 [-1]. A transform with concat makes [n, 1] of [n], and joins several.
                    swapped | graph 'child' takes the columns checking, months as 'applicant', these are months, checking, in another order. Pick them in that order with a transform and select.
                    other   | the column 'checking' has the categories none, low in graph 'child' and low, none here, so that an index doesn't mean the same. List the same categories in the same order in both.
                    """)
    void rule24_typesAreCheckedEndToEnd(String given, String message) {
        assertThat(findings("graph: {id: child, inputs: {applicant: " + given + "}}", "child.p"))
                .containsExactly("15  spec.steps[0].graph.inputs.applicant: " + message);
    }

    @Test
    void rule24_columnsOfOtherNamesAreTakenByTheirPlace() {
        bench.file("child.graph.yaml", CHILD);
        Checked checked = bench.check(parent("graph: {id: child, input: strange}", "child.p"));

        assertThat(checked.graph()).isPresent();
        assertThat(checked.findings())
                .filteredOn(f -> f.path().contains("graph"))
                .extracting(Finding::message)
                .containsExactly(
                        "graph 'child' takes the columns checking, months as 'applicant', these are account, term;"
                                + " they are taken by their place");
    }

    @Test
    void rule24_aWrongInputOrOutputIsAFinding() {
        assertThat(findings("graph: {id: child, inputs: {aplicant: x}}", "child.p"))
                .containsExactly(
                        "15  spec.steps[0].graph.inputs.aplicant: graph 'child' has no input 'aplicant'; known: applicant, bonus. Did you mean 'applicant'?");
        assertThat(findings("graph: {id: child, input: x}", "child.q"))
                .containsExactly("17  spec.outputs[0].from: 'child' has no output 'q'; known: p, months.");
    }

    @Test
    void rule24_anUnknownGraphIsAFindingThatNamesTheKnownOnes() {
        assertThat(findings("graph: {id: inner, use: chlid, input: x}", "inner.p"))
                .containsExactly("15  spec.steps[0].graph.use: no graph 'chlid'; known: child. Did you mean 'child'?");
        assertThat(errors(Bench.empty().check(parent("graph: {id: inner, use: credit, input: x}", "inner.p"))))
                .containsExactly(
                        "15  spec.steps[0].graph.use: no graph 'credit'; there are none. Put its *.graph.yaml beside this file, or name its file too.");
        bench.file("broken.graph.yaml", "a: [");
        assertThat(findings("graph: {id: inner, use: credit, input: x}", "inner.p"))
                .containsExactly(
                        "15  spec.steps[0].graph.use: no graph 'credit'; known: child; not read: broken.graph.yaml. Put its *.graph.yaml beside this file, or name its file too.");
    }

    @Test
    void rule24_aRevisionIsNoGraph() {
        assertThat(findings("graph: {id: inner, use: child@2, input: x}", "inner.p"))
                .containsExactly(
                        "15  spec.steps[0].graph.use: 'child@2' names a revision, and a graph file names graphs. Write 'child': which revision it is, the digest says.");
        assertThat(findings("graph: {id: inner, use: Child_1, input: x}", "inner.p"))
                .containsExactly(
                        "15  spec.steps[0].graph.use: 'Child_1' can't be a graph's name: lower-case letters, digits and '-', none at the ends. Write use: the metadata.name of a graph.");
    }

    @Test
    void rule24_aRingIsAFindingOnEachFile() {
        String one =
                "  inputs: [{name: x, datatype: FP32, shape: [-1]}]\n  steps: [{graph: {id: n, use: %s, input: x}}]\n"
                        + "  outputs: [{name: p, from: n.p}]\n";
        Path a = file("a", one.formatted("b"));
        Path b = file("b", one.formatted("c"));
        Path c = file("c", one.formatted("a"));
        Path outside = file("outside", one.formatted("a"));
        Map<Path, Checked> checked = GraphFiles.checkAll(List.of(a, b, c, outside), bench.surroundings());

        assertThat(errors(checked.get(a)))
                .containsExactly(
                        "6  spec.steps[0].graph.use: graphs use each other in a ring: a → b → c → a. Take what both need into a graph of its own.");
        assertThat(errors(checked.get(b))).singleElement().asString().contains("b → c → a → b");
        assertThat(errors(checked.get(c))).singleElement().asString().contains("c → a → b → c");
        assertThat(errors(checked.get(outside)))
                .containsExactly(
                        "6  spec.steps[0].graph.use: the graph 'a' is wrong itself, first in a.graph.yaml:6. Check a.graph.yaml, and mend it.");
        assertThat(errors(GraphFiles.check(b, bench.surroundings())))
                .singleElement()
                .asString()
                .contains("b → c → a → b");
    }

    @Test
    void rule24_aGraphDoesNotUseItself() {
        String self = Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1]}]
                  steps: [{graph: {id: again, use: g, input: x}}]
                  outputs: [{name: p, from: again.p}]
                """);
        String message =
                "6  spec.steps[0].graph.use: the graph 'g' uses itself. Use another graph, or a cascade or split inside.";
        assertThat(bench.findings(self)).containsExactly(message);
        assertThat(bench.alone(self)).containsExactly(message);
    }

    private Path file(String name, String spec) {
        bench.file(name + ".graph.yaml", named(name, spec));
        return bench.folder().resolve(name + ".graph.yaml");
    }

    @Test
    void rule24_childrenStandBeforeThoseThatUseThem() {
        String use =
                "  inputs: [{name: x, datatype: FP32, shape: [-1]}]\n  steps: [{graph: {id: n, use: %s, input: x}}]\n"
                        + "  outputs: [{name: p, from: n.p}]\n";
        file("leaf", """
                  inputs: [{name: x, datatype: FP32, shape: [-1]}]
                  steps: [{transform: {id: t, input: x, ops: [log]}}]
                  outputs: [{name: p, from: t}]
                """);
        file("middle", use.formatted("leaf"));
        Path top = file("top", use.formatted("middle"));
        Checked checked = GraphFiles.check(top, bench.surroundings());

        assertThat(errors(checked)).isEmpty();
        CheckedGraph graph = checked.graph().orElseThrow();
        assertThat(graph.children().keySet()).containsExactly("leaf", "middle");
        assertThat(graph.children().get("middle").children().keySet()).containsExactly("leaf");
    }

    @Test
    void rule24_itIsPinnedByDigest() {
        String before = GraphIdentity.of(graph("graph: {id: child, input: x}", "child.p"));
        bench.file("child.graph.yaml", CHILD.replace("default: 0", "default: 1"));
        Checked changed = bench.check(parent("graph: {id: child, input: x}", "child.p"));
        assertThat(GraphIdentity.of(changed.graph().orElseThrow())).isNotEqualTo(before);
    }

    @Test
    void rule24_theFilesMayLieInOtherFoldersIfTheyAreGivenTogether() {
        bench.file("parent.graph.yaml", parent("graph: {id: child, input: x}", "child.p"));
        bench.file("sub/child.graph.yaml", CHILD);
        Path parent = bench.folder().resolve("parent.graph.yaml");
        Path child = bench.folder().resolve("sub/child.graph.yaml");

        assertThat(errors(GraphFiles.check(parent, bench.surroundings()))).hasSize(1);
        Map<Path, Checked> both = GraphFiles.checkAll(List.of(parent, child), bench.surroundings());
        assertThat(both.get(parent).graph().orElseThrow().children()).containsOnlyKeys("child");
        assertThat(both.get(child).graph()).isPresent();
    }

    @Test
    void rule24_aChildOutsideOfTheBatchIsAFinding() {
        bench.file("row.graph.yaml", named("row", """
                          batch: false
                          inputs: [{name: x, datatype: FP32, shape: [2]}]
                          steps: [{transform: {id: t, input: x, ops: [log]}}]
                          outputs: [{name: p, from: t}]
                        """));
        assertThat(findings("graph: {id: inner, use: row, input: x}", "inner.p"))
                .containsExactly(
                        "15  spec.steps[0].graph.use: 'row' has batch: false and this graph hasn't, so that it can't answer rows. Set batch: false in both, or in neither.");
    }

    @Test
    void rule24_graphsAreNotNestedWithoutEnd() {
        for (int i = 0; i < 40; i++) {
            file(
                    "g" + i,
                    i == 0
                            ? "  inputs: [{name: x, datatype: FP32, shape: [-1]}]\n  steps: [{transform: {id: n, input: x, ops: [log]}}]\n  outputs: [{name: p, from: n}]\n"
                            : "  inputs: [{name: x, datatype: FP32, shape: [-1]}]\n  steps: [{graph: {id: n, use: g"
                                    + (i - 1) + ", input: x}}]\n  outputs: [{name: p, from: n.p}]\n");
        }
        Path top = bench.folder().resolve("g39.graph.yaml");
        assertThat(errors(GraphFiles.check(top, bench.surroundings()))).hasSize(1);
        assertThat(errors(GraphFiles.check(bench.folder().resolve("g31.graph.yaml"), bench.surroundings())))
                .isEmpty();
        List<Path> upwards = new java.util.ArrayList<>();
        for (int i = 0; i < 40; i++) {
            upwards.add(bench.folder().resolve("g" + i + ".graph.yaml"));
        }
        Map<Path, Checked> all = GraphFiles.checkAll(upwards, bench.surroundings());
        assertThat(all.get(upwards.get(31)).graph()).isPresent();
        assertThat(errors(all.get(upwards.get(32))))
                .containsExactly(
                        "6  spec.steps[0].graph.use: graphs stand in graphs more than 32 deep. Put the steps of some of them into the graphs that use them.");
    }

    @Test
    void rule24_withoutTheChildItsOutputsAreKnownLater() {
        assertThat(bench.alone(parent("graph: {id: inner, use: nowhere, input: x}", "inner.anything")))
                .filteredOn(f -> !f.contains("warning"))
                .isEmpty();
        assertThat(bench.alone(parent("graph: {id: inner, use: nowhere, input: y}", "inner.anything")))
                .filteredOn(f -> !f.contains("warning"))
                .hasSize(1);
        assertThat(bench.alone(parent("graph: {id: inner, use: nowhere}", "inner.anything")))
                .contains("15  spec.steps[0].graph: 'input' is missing.");
    }

    // ---------------------------------------------------------------------------------------------------- call

    private static String call(String uri, String rest) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  steps:
                    - call: {id: far, uri: '%s', input: x, %s}
                  outputs: [{name: p, from: far.p}]
                """.formatted(uri, rest));
    }

    private static final String P = "outputs: {p: {datatype: FP32, shape: [-1, 2]}}";

    private CallNode callNode(String uri, String rest) {
        Checked checked = bench.check(call(uri, rest));
        assertThat(checked.findings()).isEmpty();
        return (CallNode) checked.graph().orElseThrow().nodes().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "grpc://models:9000/credit, grpc://models:9000/credit",
        "grpcs://models.example.com:9000/credit-risk, grpcs://models.example.com:9000/credit-risk",
        "http://127.0.0.1:8080/m, http://127.0.0.1:8080/m",
        "http://models/m, http://models:80/m",
        "https://models/m, https://models:443/m",
        "grpc://[::1]:9000/m, grpc://[::1]:9000/m"
    })
    void rule24_aCallNamesAModelElsewhere(String uri, String asCalled) {
        CallNode node = callNode(uri, P + ", retries: 2");
        assertThat(node.uri()).isEqualTo(asCalled);
        assertThat(node.retries()).isEqualTo(2);
        assertThat(node.inputs()).containsExactly(new ModelNode.ModelInput("", Reference.input("x")));
        assertThat(node.outputs()).hasToString("{p=FP32 [-1, 2]}");
    }

    @Test
    void rule24_outputsMayBeAListAsInputsAre() {
        assertThat(callNode("grpc://m:1/m", "outputs: [{name: p, datatype: FP32, shape: [-1, 2]}]"))
                .isEqualTo(callNode("grpc://m:1/m", P));
        assertThat(bench.findings(call(
                        "grpc://m:1/m",
                        "outputs: [{name: p, datatype: FP32, shape: [-1]}, {name: p, datatype: FP32, shape: [-1]}]")))
                .containsExactly(
                        "7  spec.steps[0].call.outputs[1].name: the output 'p' is given twice, first in line 7. Choose another name.");
    }

    @Test
    void rule24_inputsAreNamedAsTheOtherNamesThem() {
        Checked checked = bench.check(call("grpc://m:1/m", P).replace("input: x", "inputs: {\"dense_1/in:0\": x}"));
        assertThat(((CallNode) checked.graph().orElseThrow().nodes().get(0)).inputs())
                .containsExactly(new ModelNode.ModelInput("dense_1/in:0", Reference.input("x")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tcp://m:1/m | a call can't go over 'tcp:'; known: grpc, grpcs, http, https. Write one of these.
                    htps://m:1/m | a call can't go over 'htps:'; known: grpc, grpcs, http, https. Did you mean 'https'?
                    models:9000/m | 'models:9000/m' isn't an address of a model. Write scheme://HOST:PORT/MODEL, such as grpc://models:9000/credit.
                    grpc://m/m | the port is missing. Write scheme://HOST:PORT/MODEL; servers of the protocol mostly listen on 9000.
                    grpc://m:70000/m | '70000' isn't a port, 1 to 65535. Write scheme://HOST:PORT/MODEL; servers of the protocol mostly listen on 9000.
                    grpc://m:9000 | the model's name is missing. Write scheme://HOST:PORT/MODEL.
                    grpc://m:9000/a/b | 'a/b' isn't a model's name in an address. Write one name after the port; other characters as %XX.
                    grpc://me:secret@m:9000/m | there is a name or password before the host. Remove it: a graph file is no place for secrets.
                    http://m:80/m?x=1 | '?x=1' is more than an address of a model has. Remove it.
                    http://m:80/v2/models/m/infer | '/v2/models/m/infer' is the protocol's path, and the call adds that itself. Write the model's name alone: /m.
                    grpc://{{host}}:9000/m | '{{host}}' isn't a host. Write scheme://HOST:PORT/MODEL.
                    grpc://${env:X}:9000/m | '${env' isn't a host. Write scheme://HOST:PORT/MODEL.
                    grpc://m:9000/${body} | '${body}' isn't a model's name in an address. Write one name after the port; other characters as %XX.
                    grpc://m:9000/.. | '..' isn't a model's name in an address. Write one name after the port; other characters as %XX.
                    """)
    void rule24_aWrongAddressIsAFinding(String uri, String message) {
        assertThat(bench.findings(call(uri, P))).containsExactly("7  spec.steps[0].call.uri: " + message);
        assertThat(bench.alone(call(uri, P))).containsExactly("7  spec.steps[0].call.uri: " + message);
    }

    @Test
    void rule24_aCallDeclaresItsOutputs() {
        assertThat(bench.findings(call("grpc://m:1/m", "retries: 0")))
                .containsExactly("7  spec.steps[0].call: 'outputs' is missing.");
        assertThat(bench.findings(call("grpc://m:1/m", "outputs: {p: FP32}")))
                .containsExactly(
                        "7  spec.steps[0].call.outputs.p: is text, an object is wanted. Write keys and values: known: datatype, shape.");
        assertThat(bench.findings(call("grpc://m:1/m", "outputs: {p: {datatype: float, shape: [-1]}}")))
                .singleElement()
                .asString()
                .startsWith("7  spec.steps[0].call.outputs.p.datatype: no datatype 'float'")
                .endsWith("Did you mean 'FP32'?");
        assertThat(bench.findings(call("grpc://m:1/m", "outputs: {p: {datatype: FP32, shape: [1, 2]}}")))
                .containsExactly(
                        "7  spec.steps[0].call.outputs.p.shape: dimension 0 of [1, 2] isn't the batch, and each row gets its answer. Write [-1, 1, 2] for one answer per row, or [-1, 2].");
        assertThat(bench.findings(call("grpc://m:1/m", P).replace("far.p", "far.q")))
                .contains("8  spec.outputs[0].from: 'far' has no output 'q'; known: p.");
    }

    @Test
    void rule24_retriesAreAWholeNumberFrom0() {
        assertThat(callNode("grpc://m:1/m", P).retries()).isZero();
        assertThat(callNode("grpc://m:1/m", P + ", retries: 0").retries()).isZero();
        assertThat(bench.findings(call("grpc://m:1/m", P + ", retries: -1")))
                .containsExactly("7  spec.steps[0].call.retries: is -1, a whole number from 0 is wanted.");
    }

    // ----------------------------------------------------------------------------------------------------- tap

    private static String tap(String step) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]
                  steps:
                    - transform: {id: t, input: x, ops: [log]}
                    - %s
                  outputs: [{name: p, from: t}]
                """.formatted(step));
    }

    @Test
    void rule24_aTapIsReadAndGivesNothing() {
        assertThat(bench.findings(tap("tap: {id: look, to: log}"))).isEmpty();
        assertThat(bench.findings(tap("tap: {id: look}"))).containsExactly("8  spec.steps[1].tap: 'to' is missing.");
        assertThat(bench.findings(tap("tap: {id: look, to: lgo}")))
                .containsExactly(
                        "8  spec.steps[1].tap.to: no tap 'lgo' in the settings; known: log. Did you mean 'log'?");
        assertThat(bench.findings(tap("tap: {id: look, to: 'kafka:topic'}")))
                .containsExactly(
                        "8  spec.steps[1].tap.to: taps may not send to 'kafka:'; none is allowed. Allow it with the setting mehari.taps.schemes.");
    }

    @Test
    void whatIsNoStepAtAllIsRefused() {
        String known = "model, transform, choice, ensemble, cascade, traffic, split, graph, call, tap";
        assertThat(bench.findings(tap("setBody: {constant: 'x t'}")))
                .containsExactly("8  spec.steps[1].setBody: no step 'setBody'; known: " + known
                        + ". Camel's own steps belong in a route around the graph, which calls it as graph:NAME.");
        assertThat(bench.findings(tap("cascde: {id: m}")))
                .containsExactly(
                        "8  spec.steps[1].cascde: no step 'cascde'; known: " + known + ". Did you mean 'cascade'?");
        assertThat(bench.findings(tap("thin")))
                .containsExactly(
                        "8  spec.steps[1]: is text, a step is an object with one key. Write one of " + known + ".");
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Request;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random graphs of all steps answer what {@link ReferenceInterpreter} says they mean: as a batch, row by row (rule 7), with
 * our processors and with Camel's.
 */
class ReferenceProperties {
    private static final Map<String, ReferenceInterpreter.Toy> TOYS = new HashMap<>();
    private static final ReferenceInterpreter.Toy REMOTE = new ReferenceInterpreter.Toy(7, -2, 0.5);
    private static ToyGraph own;
    private static ToyGraph plain;
    private static int graphs;

    @BeforeContainer
    static void serve() throws Exception {
        Path folder = Files.createTempDirectory("reference");
        own = ToyGraph.in(folder, true);
        plain = ToyGraph.in(folder, false);
        own.context().getRegistry().bind("elsewhere", new RemoteToy(REMOTE));
        plain.context().getRegistry().bind("elsewhere", new RemoteToy(REMOTE));
        for (int i = 0; i < RandomGraph.MODELS.size(); i++) {
            toy(RandomGraph.MODELS.get(i), "2", "", new ReferenceInterpreter.Toy(i, i - 1.5, 0.25 * i));
        }
        toy(RandomGraph.JOIN, "-1", "", new ReferenceInterpreter.Toy(0, 0.5, 1, -1));
        toy(RandomGraph.BROKEN, "2", ",\"failsAbove\":0", new ReferenceInterpreter.Toy(0, 0));
        TOYS.remove(RandomGraph.BROKEN);
    }

    private static void toy(String name, String columns, String rest, ReferenceInterpreter.Toy toy) throws Exception {
        StringBuilder weights = new StringBuilder();
        for (double weight : toy.weights()) {
            weights.append(weights.length() == 0 ? "" : ",").append(weight);
        }
        own.model(
                name,
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1," + columns + "]}],"
                        + "\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[-1],\"weights\":[" + weights
                        + "],\"bias\":" + toy.bias() + "}]" + rest + "}");
        TOYS.put(name, toy);
    }

    @AfterContainer
    static void stop() {
        own.close();
        plain.close();
    }

    @Property(tries = 120, shrinking = ShrinkingMode.OFF)
    void answersWhatTheReferenceSays(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 0, max = 4) int depth)
            throws Exception {
        String child = "child-" + graphs;
        String name = "random-" + graphs++;
        String childYaml = RandomGraph.yaml(child, seed + 1, Math.min(depth, 2), List.of(), List.of());
        String yaml = RandomGraph.yaml(name, seed, depth, List.of(child), List.of(RemoteToy.URI_TEXT));
        ReferenceInterpreter reference = new ReferenceInterpreter(TOYS, Map.of(RemoteToy.URI_TEXT, REMOTE));
        reference.graph(child, childYaml);
        reference.graph(name, yaml);
        own.serve(List.of(childYaml, yaml));
        plain.serve(List.of(childYaml, yaml));
        NamedTensors inputs = inputs(new Random(seed + 2), rows);
        Map<String, String> headers = seed % 2 == 0 ? Map.of() : Map.of("user", seed % 3 == 0 ? "ann" : "bob");

        Prediction together = own.ask(name, request(inputs, headers));

        Prediction camel = plain.ask(name, request(inputs, headers));
        String told = yaml + "\n---\n" + childYaml;
        assertThat(camel.outputs()).as(told).isEqualTo(together.outputs());
        assertThat(camel.path()).as(told).isEqualTo(together.path());
        Tensor answers = together.outputs().tensor(0);
        for (int row = 0; row < rows; row++) {
            NamedTensors one = row(inputs, row);
            double expected = reference.answer(name, "test", headers, flat(one)).get("p")[0];
            assertThat(answers.doubleAt(row)).as("row %d of%n%s", row, told).isEqualTo(Double.valueOf(expected));
            Prediction alone = own.ask(name, request(one, headers));
            assertThat(alone.outputs().tensor(0)).as("row %d of%n%s", row, told).isEqualTo(answers.slice(row, row + 1));
        }
    }

    @Test
    void theRandomGraphsHaveAllSteps() {
        Random random = new Random(5);
        String all = IntStream.range(0, 60)
                .mapToObj(
                        i -> RandomGraph.yaml("g", random.nextLong(), 4, List.of("child"), List.of(RemoteToy.URI_TEXT)))
                .collect(Collectors.joining());

        assertThat(List.of("model", "transform", "choice", "ensemble", "cascade", "traffic", "split", "graph", "call"))
                .allSatisfy(step -> assertThat(all).contains("- " + step + ":"));
        assertThat(all)
                .contains(
                        "fallback: {value:",
                        "fallback:\n",
                        "quorum:",
                        "lengths: k",
                        "key: x.v",
                        "aggregate: {p: list}");
    }

    private static NamedTensors inputs(Random random, int rows) {
        float[] x = new float[rows * 2];
        float[] s = new float[rows * RandomGraph.ITEMS * 2];
        int[] k = new int[rows];
        for (int row = 0; row < rows; row++) {
            x[2 * row] = random.nextInt(41) / 2f + 0.5f;
            x[2 * row + 1] = random.nextInt(8) == 0 ? Float.NaN : random.nextInt(2);
            k[row] = random.nextInt(RandomGraph.ITEMS + 1);
        }
        for (int i = 0; i < s.length; i++) {
            s[i] = random.nextInt(17) / 2f - 4;
        }
        return NamedTensors.of(
                List.of("x", "s", "k"),
                List.of(
                        Tensor.of(Shape.of(rows, 2), x),
                        Tensor.of(Shape.of(rows, RandomGraph.ITEMS, 2), s),
                        Tensor.of(Shape.of(rows), k)));
    }

    private static NamedTensors row(NamedTensors batch, int row) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            tensors.add(batch.tensor(i).slice(row, row + 1));
        }
        return NamedTensors.of(batch.names(), tensors);
    }

    private static Map<String, double[]> flat(NamedTensors row) {
        Map<String, double[]> flat = new HashMap<>();
        for (int i = 0; i < row.size(); i++) {
            flat.put(row.name(i), row.tensor(i).toDoubles());
        }
        return flat;
    }

    private static Request request(NamedTensors inputs, Map<String, String> headers) {
        Request.Headers sent = name -> headers.getOrDefault(name, "");
        return new Request("test", "", inputs, Map.of(), sent, List.of(), Request.NO_DEADLINE);
    }
}

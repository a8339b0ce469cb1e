// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.nio.file.Path;
import java.util.Map;

import dev.mehari.engine.GraphConstants;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;

import static org.assertj.core.api.Assertions.assertThat;

/** The graph {@code graphs/odd}, and what it must answer: toys one = age, two = 2·price, three = 7. */
final class OddGraph {
    private static final String NAME = "odd-graph";
    private static final String BELOW = "{{below}}";
    private static final String ABOVE = "at or above: ${10} #\"'\\\n";

    private OddGraph() {}

    static Path file() {
        return Room.root().resolve("test-routes/conformance/src/test/resources/graphs/odd/odd.graph.yaml");
    }

    static void assertAnswers(BareCamel camel) {
        float[][] rows = {
            {2, 6, 1}, // young and dear: (1·2 + 3·12)/4
            {4, 3, 2}, // young and cheap: (1·6 + 3·6)/4
            {2, 6, 4}, // of the size that is excepted: the median of 2, 12, 7
            {30, 1, 0} // old: the median of 30, 2, 7
        };
        NamedTensors answer = camel.ask(NAME, rows);

        assertThat(answer.names()).containsExactly("y {{y}}", "way", "${label}");
        assertThat(answer.tensor(0).toFloats()).containsExactly(9.5f, 6, 7, 7);
        assertThat(answer.tensor(1).toLongs()).containsExactly(1, 1, 2, 2);
        assertThat(texts(answer.tensor(2))).containsExactly(BELOW, BELOW, BELOW, BELOW);

        NamedTensors dear = camel.ask(NAME, new float[][] {{2, 60, 1}});
        assertThat(dear.tensor(0).toFloats()).containsExactly(90.5f);
        assertThat(texts(dear.tensor(2))).containsExactly(ABOVE);

        NamedTensors byHeader = camel.ask(NAME, rows, Map.of("x-tier", "{{gold}}"));
        assertThat(byHeader.tensor(0).toFloats()).containsExactly(7, 7, 7, 7);
        assertThat(byHeader.tensor(1).toLongs()).containsExactly(0, 0, 0, 0);

        NamedTensors byParameter = camel.ask(NAME, rows, Map.of(GraphConstants.PARAMETERS, Map.of("tier", "${gold}")));
        assertThat(byParameter.tensor(1).toLongs()).containsExactly(0, 0, 0, 0);

        NamedTensors byColumns = camel.ask(
                NAME,
                Map.of(
                        "{{age}}", new int[] {2},
                        "price in ${currency} #1: 100% \\ \"net\" & 'raw'", new int[] {6},
                        "größe?", new String[] {"${body}"}));
        assertThat(byColumns.tensor(1).toLongs()).containsExactly(2);
    }

    private static String[] texts(Tensor tensor) {
        String[] texts = new String[tensor.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = tensor.textAt(i);
        }
        return texts;
    }
}

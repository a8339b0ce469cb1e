// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 26: who sees every prediction. */
class Rule26Test {
    private final Bench bench = Bench.withModels();

    private static String graph(String taps) {
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1]}]
                  steps: [{transform: {id: t, input: x, ops: [log]}}]
                  outputs: [{name: p, from: t}]
                  taps: %s
                """.formatted(taps));
    }

    private Checked with(Set<String> names, Set<String> schemes, String taps) {
        Surroundings around = bench.surroundings();
        return GraphFiles.check(
                "g.graph.yaml",
                graph(taps),
                bench.folder(),
                new Surroundings(around.store(), around.runtimes(), names, schemes));
    }

    @Test
    void rule26_logAlwaysExists() {
        assertThat(bench.findings(graph("[log]"))).isEmpty();
    }

    @Test
    void rule26_namesComeFromTheSettings() {
        assertThat(with(Set.of("audit"), Set.of(), "[log, audit]").findings()).isEmpty();
        assertThat(bench.findings(graph("[audit]")))
                .containsExactly(
                        "8  spec.taps[0]: no tap 'audit' in the settings; known: log. Add it as mehari.taps.audit.");
    }

    @Test
    void rule26_endpointsNeedAnAllowedScheme() {
        Checked checked = with(Set.of(), Set.of("kafka", "file"), "[{to: 'kafka:predictions'}]");

        assertThat(checked.findings()).isEmpty();
        assertThat(checked.graph().orElseThrow().graph().spec().taps())
                .containsExactly(new TapTarget("kafka:predictions", true));
        assertThat(with(Set.of(), Set.of("kafka", "file"), "[{to: 'exec:rm'}]")
                        .findings()
                        .get(0)
                        .message())
                .isEqualTo("taps may not send to 'exec:'; allowed: file, kafka");
    }

    @Test
    void rule26_theFirstHalfDoesNotKnowTheSettings() {
        assertThat(bench.alone(graph("[audit, {to: 'kafka:predictions'}]"))).isEmpty();
        assertThat(bench.alone(graph("[{to: predictions}]")))
                .containsExactly(
                        "8  spec.taps[0].to: 'predictions' isn't an endpoint URI. Write scheme:address, or a name from the settings as a plain entry.");
    }

    @Test
    void rule26_aTapIsGivenOnce() {
        assertThat(bench.findings(graph("[log, log]")))
                .containsExactly("8  spec.taps[1]: 'log' is given twice, first as taps[0]. Remove one.");
    }
}

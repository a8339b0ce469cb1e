// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Rule 22: traffic. */
class Rule22Test {
    private final Bench bench = Bench.withModels();

    private static String traffic(String key, String... weights) {
        StringBuilder arms = new StringBuilder();
        for (int i = 0; i < weights.length; i++) {
            String weight = weights[i].isEmpty() ? "" : "weight: " + weights[i] + ", ";
            arms.append("\n            - {" + weight + "steps: [{model: {id: m" + i + ", use: trees, input: x}}]}");
        }
        return Bench.head("""
                  inputs: [{name: x, datatype: FP32, shape: [-1, 4]}, {name: who, datatype: BYTES, shape: [-1]}]
                  models: {trees: {uri: trees.json, runtime: xgboost}}
                  steps:
                    - traffic:
                        id: test
                        %s
                        arms:%s
                  outputs: [{name: p, from: test.prediction}, {name: who, from: who}]
                """.formatted(key.isEmpty() ? "" : "key: " + key, arms));
    }

    private CheckedGraph graph(String key, String... weights) {
        Checked checked = bench.check(traffic(key, weights));
        assertThat(checked.findings()).isEmpty();
        return checked.graph().orElseThrow();
    }

    private TrafficNode node(String key, String... weights) {
        return (TrafficNode) graph(key, weights).nodes().get(0);
    }

    private List<String> findings(String key, String... weights) {
        return bench.findings(traffic(key, weights));
    }

    @Test
    void rule22_weightsSumTo100WithTwoDecimals() {
        assertThat(node("", "99.75", "0.25").arms())
                .extracting(TrafficNode.Arm::weight)
                .containsExactly(9975, 25);
        assertThat(node("", "33.3", "33.3", "33.4").arms())
                .extracting(TrafficNode.Arm::weight)
                .containsExactly(3330, 3330, 3340);
        assertThat(node("", "1e2").arms()).extracting(TrafficNode.Arm::weight).containsExactly(10000);
    }

    @Test
    void rule22_aWeightMayBe0() {
        assertThat(node("", "100", "0").arms())
                .extracting(TrafficNode.Arm::weight)
                .containsExactly(10000, 0);
    }

    @Test
    void rule22_weightsThatSumToAnotherNumberAreAFindingWithAPatch() {
        assertThat(findings("", "70", "20"))
                .containsExactly(
                        "11  spec.steps[0].traffic.arms: weights sum to 90, traffic needs 100. Raise arms[1] (20) to 30.");
        assertThat(findings("", "70", "50"))
                .containsExactly(
                        "11  spec.steps[0].traffic.arms: weights sum to 120, traffic needs 100. Lower arms[1] (50) to 30.");
        assertThat(findings("", "60", "60", "5"))
                .containsExactly(
                        "11  spec.steps[0].traffic.arms: weights sum to 125, traffic needs 100. Lower arms[1] (60) to 35.");
        assertThat(findings("", "0.9", "0.1"))
                .containsExactly(
                        "12  spec.steps[0].traffic.arms[0].weight: weights sum to 1, traffic needs 100. Weights are percentages: write 90.",
                        "13  spec.steps[0].traffic.arms[1].weight: weights sum to 1, traffic needs 100. Weights are percentages: write 10.");
        String text = traffic("", "70", "20");
        Patch patch = bench.check(text).findings().get(0).patch().orElseThrow();
        assertThat(bench.findings(Patches.apply(text, List.of(patch)))).isEmpty();
    }

    @Test
    void rule22_aWeightIsAPercentage() {
        assertThat(findings("", "110", "-10"))
                .containsExactly(
                        "12  spec.steps[0].traffic.arms[0].weight: the weight 110 isn't a percentage. Write 0 to 100.",
                        "13  spec.steps[0].traffic.arms[1].weight: the weight -10 isn't a percentage. Write 0 to 100.");
        assertThat(findings("", "99.995", "0.005"))
                .contains(
                        "12  spec.steps[0].traffic.arms[0].weight: the weight 99.995 has more than two decimals. Write hundredths of a percent at most, as in 0.25.");
        assertThat(findings("", "90%", "10%"))
                .containsExactly(
                        "12  spec.steps[0].traffic.arms[0].weight: '90%' is text, a number is wanted. Weights are percentages already: write 90.",
                        "13  spec.steps[0].traffic.arms[1].weight: '10%' is text, a number is wanted. Weights are percentages already: write 10.");
        assertThat(findings("", "", "100")).containsExactly("12  spec.steps[0].traffic.arms[0]: 'weight' is missing.");
    }

    @Test
    void rule22_theKeyIsAHeaderInTheAllowList() {
        assertThat(node("\"header:x-user\"", "100").key()).contains(new TrafficKey.Header("x-user"));
        assertThat(graph("\"header:x-user\"", "100").headers()).containsExactly("x-user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "cookie", "proxy-authorization", "set-cookie"})
    void rule22_secretHeadersAreRefusedAsInCel(String header) {
        assertThat(findings("\"header:" + header + "\"", "100"))
                .singleElement()
                .asString()
                .startsWith("10  spec.steps[0].traffic.key: header '" + header
                        + "' carries credentials or belongs to proxies, no graph reads it. ");
    }

    @Test
    void rule22_aHeaderIsWrittenInLowerCase() {
        String text = traffic("\"header:X-User\"", "100");
        assertThat(bench.findings(text))
                .containsExactly(
                        "10  spec.steps[0].traffic.key: header 'X-User' is not in lower case. Write 'x-user'.");
        Patch patch = bench.check(text).findings().get(0).patch().orElseThrow();
        assertThat(bench.findings(Patches.apply(text, List.of(patch)))).isEmpty();
        assertThat(findings("\"header:a b\"", "100")).singleElement().asString().contains("is no name of a header");
    }

    @Test
    void rule22_theKeyIsACookieInTheAllowList() {
        assertThat(node("\"cookie:Session\"", "100").key()).contains(new TrafficKey.Cookie("Session"));
        assertThat(graph("\"cookie:Session\"", "100").cookies()).containsExactly("Session");
        assertThat(graph("\"cookie:Session\"", "100").headers()).isEmpty();
        assertThat(findings("\"cookie:a;b\"", "100"))
                .containsExactly(
                        "10  spec.steps[0].traffic.key: 'a;b' is no name of a cookie. Write letters, digits, '-' and '_'.");
    }

    @Test
    void rule22_theKeyIsTheCaller() {
        assertThat(node("caller", "100").key()).contains(new TrafficKey.Caller());
    }

    @Test
    void rule22_theKeyIsCelThatGivesText() {
        assertThat(node("who", "100").key()).contains(new TrafficKey.Cel("spec.steps[0].traffic.key", "who", true));
        assertThat(node("'headers[\"x-user\"] + request.caller'", "100").key())
                .hasValueSatisfying(
                        key -> assertThat(((TrafficKey.Cel) key).readsRows()).isFalse());
        assertThat(graph("'headers[\"x-user\"]'", "100").headers()).containsExactly("x-user");
        assertThat(findings("x", "100")).singleElement().asString().startsWith("10  spec.steps[0].traffic.key: ");
        assertThat(findings("'1 + 1'", "100")).singleElement().asString().startsWith("10  spec.steps[0].traffic.key: ");
        assertThat(findings("cller", "100")).singleElement().asString().startsWith("10  spec.steps[0].traffic.key: ");
    }

    @Test
    void rule22_aKeyThatIsNearlyOneIsMended() {
        for (String key : new String[] {"headers:x-user", "Header:x-user", "header: x-user", "heder:x-user"}) {
            String text = traffic("\"" + key + "\"", "100");
            Finding finding = bench.check(text).findings().get(0);
            assertThat(finding.mend()).isEqualTo("Did you mean 'header:x-user'?");
            assertThat(bench.findings(
                            Patches.apply(text, List.of(finding.patch().orElseThrow()))))
                    .isEmpty();
        }
    }

    @Test
    void rule22_withoutAKeyItIsTheRequestsId() {
        assertThat(node("", "100").key()).isEmpty();
    }

    @Test
    void rule22_armsAreRequired() {
        assertThat(findings(""))
                .contains(
                        "11  spec.steps[0].traffic.arms: is null, a list is wanted. Write [ … ], or one entry a line after '- '.");
    }

    @Test
    void rule04_whatAllArmsGiveGoesOutwardAndBranchToo() {
        assertThat(node("", "50", "50").outputs()).containsExactly("prediction", "margin");
        assertThat(bench.check(traffic("", "50", "50").replace("test.prediction", "test.branch"))
                        .graph()
                        .orElseThrow()
                        .outputs()
                        .get(0)
                        .type())
                .hasToString("INT32 [-1]");
        assertThat(findings("", "50", "50")).isEmpty();
    }
}

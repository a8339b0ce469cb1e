// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DesiredMatchTest {
    private static boolean matches(String actual, String desired) {
        return DesiredMatch.matches(tree(actual), tree(desired));
    }

    private static JsonNode tree(String yaml) {
        return Serialization.unmarshal("---\n" + yaml, JsonNode.class);
    }

    @Test
    void doesNotMindWhatOthersAdd() {
        assertThat(matches("{a: 1, status: {b: 2}}", "{a: 1}")).isTrue();
    }

    @Test
    void mindsWhatIsMissing() {
        assertThat(matches("{b: 1}", "{a: 1}")).isFalse();
    }

    @Test
    void takesQuantitiesForWhatTheyAre() {
        assertThat(matches("{cpu: '1'}", "{cpu: 1000m}")).isTrue();
        assertThat(matches("{cpu: 500m}", "{cpu: '0.5'}")).isTrue();
        assertThat(matches("{cpu: 501m}", "{cpu: '0.5'}")).isFalse();
    }

    @Test
    void takesNumbersForWhatTheyAre() {
        assertThat(matches("{a: 1.0}", "{a: 1}")).isTrue();
        assertThat(matches("{a: 2}", "{a: 1}")).isFalse();
    }

    @Test
    void findsContainersByTheirNames() {
        assertThat(matches(
                        "{containers: [{name: mesh}, {name: app, image: i, env: [{name: M, value: x}, {name: A, value: b}]}]}",
                        "{containers: [{name: app, image: i, env: [{name: A, value: b}]}]}"))
                .isTrue();
        assertThat(matches("{containers: [{name: mesh}]}", "{containers: [{name: app}]}"))
                .isFalse();
    }

    @Test
    void mindsMoreInASelector() {
        assertThat(matches("{selector: {a: '1', b: '2'}}", "{selector: {a: '1'}}"))
                .isFalse();
        assertThat(matches("{nodeSelector: {a: '1', b: '2'}}", "{nodeSelector: {a: '1'}}"))
                .isFalse();
        assertThat(matches(
                        "{selector: {matchLabels: {a: '1'}, matchExpressions: []}}",
                        "{selector: {matchLabels: {a: '1'}}}"))
                .isTrue();
    }

    @Test
    void mindsMoreInAListOfPorts() {
        assertThat(matches("{ports: [{port: 80}, {port: 22}]}", "{ports: [{port: 80}]}"))
                .isFalse();
    }

    @Test
    void mindsTheOrderOfListsWithoutKeys() {
        assertThat(matches("{args: [a, b]}", "{args: [a, b]}")).isTrue();
        assertThat(matches("{args: [b, a]}", "{args: [a, b]}")).isFalse();
    }

    @Test
    void takesWhatIsEmptyForNotWanted() {
        assertThat(matches("{}", "{a: {}, b: [], c: null}")).isTrue();
    }

    @Test
    void mindsAnotherType() {
        assertThat(matches("{a: [1]}", "{a: {b: 1}}")).isFalse();
        assertThat(matches("{a: {b: 1}}", "{a: [1]}")).isFalse();
        assertThat(matches("{a: null}", "{a: 1}")).isFalse();
    }
}

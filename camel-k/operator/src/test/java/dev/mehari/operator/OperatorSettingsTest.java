// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OperatorSettingsTest {
    private static OperatorSettings read(String... pairs) {
        Map<String, String> environment = new HashMap<>(Map.of("MEHARI_RUNTIME_IMAGE", "example.com/mehari:1"));
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return OperatorSettings.read(environment);
    }

    @Test
    void hasDefaultsForAllButTheImage() {
        OperatorSettings settings = read();
        assertThat(settings.namespaces()).isEmpty();
        assertThat(settings.image()).isEqualTo("example.com/mehari:1");
        assertThat(settings.pullPolicy()).isEqualTo("IfNotPresent");
        assertThat(settings.renderer()).isEmpty();
        assertThat(settings.camelKMode()).isEmpty();
        assertThat(settings.resync()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.leaderElection()).isTrue();
        assertThat(settings.leaseNamespace()).isEmpty();
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.access()).isEqualTo(OperatorSettings.Access.PROXY);
    }

    @Test
    void readsAll() {
        OperatorSettings settings = read(
                "MEHARI_WATCH_NAMESPACES",
                " a, b,,a ",
                "MEHARI_RUNTIME_PULL_POLICY",
                "never",
                "MEHARI_RENDERER",
                "Plain",
                "MEHARI_CAMEL_K_MODE",
                "flows",
                "MEHARI_RESYNC",
                "1h30m",
                "MEHARI_LEADER_ELECTION",
                "false",
                "MEHARI_LEASE_NAMESPACE",
                "sys",
                "MEHARI_PORT",
                "0",
                "MEHARI_POD_ACCESS",
                "direct");
        assertThat(settings.namespaces()).containsExactlyInAnyOrder("a", "b");
        assertThat(settings.pullPolicy()).isEqualTo("Never");
        assertThat(settings.renderer()).hasValue("plain");
        assertThat(settings.camelKMode()).hasValue("flows");
        assertThat(settings.resync()).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.leaderElection()).isFalse();
        assertThat(settings.leaseNamespace()).hasValue("sys");
        assertThat(settings.port()).isZero();
        assertThat(settings.access()).isEqualTo(OperatorSettings.Access.DIRECT);
    }

    @Test
    void takesEmptyVariablesForUnset() {
        assertThat(read("MEHARI_RENDERER", "", "MEHARI_RESYNC", " ", "MEHARI_PORT", ""))
                .isEqualTo(read());
    }

    @Test
    void wantsAnImage() {
        assertThatThrownBy(() -> OperatorSettings.read(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MEHARI_RUNTIME_IMAGE isn't set");
    }

    @ParameterizedTest
    @CsvSource({
        "RENDERER, docker",
        "CAMEL_K_MODE, resource",
        "RUNTIME_PULL_POLICY, sometimes",
        "RESYNC, often",
        "RESYNC, 1s",
        "RESYNC, -10m",
        "RESYNC, 10",
        "RESYNC, 99999999999999999999h",
        "LEADER_ELECTION, yes",
        "PORT, 65536",
        "PORT, -1",
        "PORT, eighty",
        "PORT, 99999999999",
        "POD_ACCESS, exec"
    })
    void refusesWhatItDoesNotKnowAndQuotesIt(String name, String value) {
        assertThatThrownBy(() -> read("MEHARI_" + name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MEHARI_" + name + " is '" + value + "'. Write ");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> OperatorSettings.read(Map.of("MEHARI_PORT", "x", "MEHARI_RENDERER", "y")))
                .hasMessageContainingAll("MEHARI_RUNTIME_IMAGE", "MEHARI_PORT", "MEHARI_RENDERER");
    }
}

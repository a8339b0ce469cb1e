// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpPolicyTest {
    private static HttpPolicy of(Map<String, String> settings) {
        return HttpPolicy.of(name -> Optional.ofNullable(settings.get(name)));
    }

    @Test
    void isTheDefaultWithoutSettings() {
        assertThat(of(Map.of())).isEqualTo(HttpPolicy.DEFAULT);
    }

    @Test
    void readsSettings() {
        assertThat(of(Map.of(
                        "mehari.storage.http.max-bytes", "1000",
                        "mehari.storage.http.answer-timeout", "500ms",
                        "mehari.storage.http.timeout", "2m",
                        "mehari.storage.http.hosts", "A.example.org, *.example.com,")))
                .isEqualTo(new HttpPolicy(
                        1000,
                        Duration.ofMillis(500),
                        Duration.ofMinutes(2),
                        5,
                        List.of("a.example.org", "*.example.com")));
    }

    @ParameterizedTest
    @CsvSource({
        "mehari.storage.http.max-bytes, 0",
        "mehari.storage.http.max-bytes, many",
        "mehari.storage.http.timeout, 0s",
        "mehari.storage.http.timeout, soon",
        "mehari.storage.http.timeout, -1s",
        "mehari.storage.http.answer-timeout, ms"
    })
    void namesASettingThatItCannotRead(String setting, String value) {
        assertThatThrownBy(() -> of(Map.of(setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting + " is '" + value + "'");
    }
}

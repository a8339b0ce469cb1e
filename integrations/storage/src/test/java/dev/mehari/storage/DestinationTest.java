// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With addresses as numbers, so that nobody is asked. */
class DestinationTest {
    private static Destination first(String uri) throws IOException {
        return Destination.first(URI.create(uri), HttpPolicy.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/x",
                "http://10.1.2.3/x",
                "http://172.16.0.1/x",
                "http://192.168.0.1/x",
                "http://[::1]/x",
                "http://[fd00:ec2::254]/x",
                "http://[::ffff:127.0.0.1]/x"
            })
    void aPublicAddressDoesNotLeadIntoAPrivateNetwork(String target) throws IOException {
        Destination open = first("http://192.0.2.1/model");
        assertThatThrownBy(() -> open.next(target, HttpPolicy.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("into a private network");
        assertThat(first("http://10.0.0.1/model")
                        .next(target, HttpPolicy.DEFAULT)
                        .uri())
                .isEqualTo(URI.create(target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/x",
                "http://[fe80::1]/x",
                "http://0.0.0.0/x",
                "http://[::]/x",
                "http://224.0.0.1/x",
                "http://[::ffff:169.254.169.254]/x",
                "http://2852039166/x"
            })
    void someAddressesAreNeverAsked(String uri) {
        assertThatThrownBy(() -> first(uri)).isInstanceOf(IOException.class);
    }

    @Test
    void httpsDoesNotLeadBackToHttp() throws IOException {
        Destination safe = first("https://192.0.2.1/model");
        assertThatThrownBy(() -> safe.next("http://192.0.2.1/model", HttpPolicy.DEFAULT))
                .hasMessageContaining("from https to http");
        assertThat(safe.next("//192.0.2.2/other", HttpPolicy.DEFAULT).uri())
                .isEqualTo(URI.create("https://192.0.2.2/other"));
        assertThat(first("http://192.0.2.1/a/b")
                        .next("../c?d=e", HttpPolicy.DEFAULT)
                        .uri())
                .isEqualTo(URI.create("http://192.0.2.1/c?d=e"));
    }

    @Test
    void aListOfHostsTakesNamesAndDomains() {
        HttpPolicy policy = new HttpPolicy(
                1, Duration.ofSeconds(1), Duration.ofSeconds(1), 0, List.of("models.example.org", "*.example.com"));
        assertThat(policy.allowsHost("Models.Example.org")).isTrue();
        assertThat(policy.allowsHost("a.b.example.com")).isTrue();
        assertThat(policy.allowsHost("example.com")).isFalse();
        assertThat(policy.allowsHost("evilexample.com")).isFalse();
        assertThat(policy.allowsHost("models.example.org.evil.net")).isFalse();
    }
}

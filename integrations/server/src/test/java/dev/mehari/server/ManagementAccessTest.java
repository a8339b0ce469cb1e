// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.Optional;

import dev.mehari.server.ManagementAccess.Asked;
import dev.mehari.server.ManagementAccess.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who may use the management API. */
class ManagementAccessTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String JSON = "application/json";

    private static int status(ManagementAccess access, Asked asked) {
        return access.refusal(asked).map(Refusal::status).orElse(200);
    }

    private static ManagementAccess loopback() {
        return new ManagementAccess(true, Optional.empty());
    }

    private static ManagementAccess open(@Nullable String token) {
        return new ManagementAccess(false, Optional.ofNullable(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9876", "localhost:9876", "LOCALHOST", "[::1]:9876", "127.0.0.2"})
    void answersNamesOfLoopback(String host) {
        assertThat(status(loopback(), new Asked("GET", host, null, null, null))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:9876",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "",
                "10.0.0.1",
                "127.0.0.1@evil.example"
            })
    void answersNoOtherNameThatLeadsHere(String host) {
        assertThat(status(loopback(), new Asked("GET", host, null, null, null))).isEqualTo(403);
    }

    @Test
    void answersNoRequestWithoutAHost() {
        assertThat(status(loopback(), new Asked("GET", null, null, null, null))).isEqualTo(403);
    }

    @Test
    void answersNoPageOfAnotherSite() {
        String host = "127.0.0.1:9876";

        assertThat(status(loopback(), new Asked("POST", host, "http://evil.example", JSON, null)))
                .isEqualTo(403);
        assertThat(status(loopback(), new Asked("POST", host, "http://localhost:3000", JSON, null)))
                .isEqualTo(403);
        assertThat(status(loopback(), new Asked("GET", host, "null", null, null)))
                .isEqualTo(403);
        assertThat(status(loopback(), new Asked("POST", host, "http://" + host, JSON, null)))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"})
    void changesNothingForWhatAPageMaySendUnasked(String type) {
        assertThat(status(loopback(), new Asked("POST", "localhost", null, type, null)))
                .isEqualTo(415);
        assertThat(status(loopback(), new Asked("POST", "localhost", null, null, null)))
                .isEqualTo(415);
    }

    @Test
    void takesJsonWithACharset() {
        assertThat(status(loopback(), new Asked("POST", "localhost", null, "application/json; charset=utf-8", null)))
                .isEqualTo(200);
    }

    @Test
    void tellsAndChangesNothingBeyondLoopbackWithoutAToken() {
        assertThat(status(open(null), new Asked("GET", "pod:9876", null, null, null)))
                .isEqualTo(403);
        assertThat(status(open(null), new Asked("POST", "pod:9876", null, JSON, "Bearer x")))
                .isEqualTo(403);
    }

    @Test
    void wantsTheVeryTokenBeyondLoopback() {
        ManagementAccess access = open(TOKEN);

        assertThat(status(access, new Asked("POST", "pod", null, JSON, null))).isEqualTo(401);
        assertThat(status(access, new Asked("POST", "pod", null, JSON, "Bearer " + TOKEN + "0")))
                .isEqualTo(401);
        assertThat(status(access, new Asked("POST", "pod", null, JSON, "Basic " + TOKEN)))
                .isEqualTo(401);
        assertThat(status(access, new Asked("POST", "pod", null, JSON, "Bearer")))
                .isEqualTo(401);
        assertThat(status(access, new Asked("POST", "pod", null, JSON, "bearer " + TOKEN)))
                .isEqualTo(200);
        assertThat(status(access, new Asked("GET", "pod", null, null, "Bearer " + TOKEN)))
                .isEqualTo(200);
    }

    @Test
    void wantsATokenThatIsSetOnLoopbackToo() {
        ManagementAccess access = new ManagementAccess(true, Optional.of(TOKEN));

        assertThat(status(access, new Asked("GET", "localhost", null, null, null)))
                .isEqualTo(401);
    }

    @Test
    void refusesATokenThatCanBeGuessed() {
        assertThatThrownBy(() -> new ManagementAccess(true, Optional.of("secret")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(ManagementAccess.TOKEN_SETTING)
                .hasMessageNotContaining("'secret'");
    }
}

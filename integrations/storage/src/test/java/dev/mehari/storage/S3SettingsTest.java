// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class S3SettingsTest {
    private static S3Settings of(Map<String, String> settings, Map<String, String> environment) {
        return S3Settings.of(
                name -> Optional.ofNullable(settings.get(name)), name -> Optional.ofNullable(environment.get(name)));
    }

    private static String base(Map<String, String> settings, String bucket) {
        return of(settings, Map.of()).base(bucket);
    }

    @Test
    void asksAmazonByTheNameOfTheBucket() {
        assertThat(base(Map.of(), "models")).isEqualTo("https://models.s3.us-east-1.amazonaws.com");
        assertThat(base(Map.of(S3Settings.REGION, "cn-north-1"), "models"))
                .isEqualTo("https://models.s3.cn-north-1.amazonaws.com.cn");
    }

    @Test
    void putsABucketWithDotsIntoThePath() {
        assertThat(base(Map.of(), "my.models")).isEqualTo("https://s3.us-east-1.amazonaws.com/my.models");
    }

    @Test
    void asksAStoreOfOnesOwnByPathUnlessTold() {
        assertThat(base(Map.of(S3Settings.ENDPOINT, "http://minio:9000/"), "models"))
                .isEqualTo("http://minio:9000/models");
        assertThat(base(Map.of(S3Settings.ENDPOINT, "https://s3.example.org", S3Settings.PATH_STYLE, "false"), "m-1"))
                .isEqualTo("https://m-1.s3.example.org");
        assertThat(base(Map.of(S3Settings.PATH_STYLE, "true"), "models"))
                .isEqualTo("https://s3.us-east-1.amazonaws.com/models");
    }

    @Test
    void takesTheRegionFromTheEnvironmentToo() {
        assertThat(of(Map.of(), Map.of("AWS_DEFAULT_REGION", "eu-west-1")).region())
                .isEqualTo("eu-west-1");
        assertThat(of(Map.of(), Map.of("AWS_DEFAULT_REGION", "eu-west-1", "AWS_REGION", "eu-west-2"))
                        .region())
                .isEqualTo("eu-west-2");
        assertThat(of(Map.of(S3Settings.REGION, "eu-west-3"), Map.of("AWS_REGION", "eu-west-2"))
                        .region())
                .isEqualTo("eu-west-3");
    }

    @ParameterizedTest
    @CsvSource({
        "mehari.s3.endpoint, minio:9000",
        "mehari.s3.endpoint, http://",
        "mehari.s3.endpoint, http://user:word@host",
        "mehari.s3.endpoint, file:///x",
        "mehari.s3.endpoint, 'http://a b'",
        "mehari.s3.region, eu west",
        "mehari.s3.region, evil.example/",
        "mehari.s3.path-style, maybe"
    })
    void namesASettingThatItCannotRead(String setting, String value) {
        assertThatThrownBy(() -> of(Map.of(setting, value), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(setting + " is")
                .doesNotContain("word");
    }
}

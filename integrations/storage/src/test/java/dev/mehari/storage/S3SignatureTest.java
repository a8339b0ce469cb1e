// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples that AWS publishes: Amazon S3 API Reference, "Signature Calculations for the Authorization Header:
 * Transferring Payload in a Single Chunk", and for the key, AWS General Reference, "Examples of how to derive a signing key".
 */
class S3SignatureTest {
    private static final S3Keys KEYS =
            new S3Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Optional.empty());
    private static final S3Signature SIGNATURE =
            new S3Signature(KEYS, "us-east-1", Instant.parse("2013-05-24T00:00:00Z"));
    private static final String HOST = "examplebucket.s3.amazonaws.com";

    private static String authorization(String path, String query, Map<String, String> headers) {
        return SIGNATURE.headers(HOST, path, query, headers).get("Authorization");
    }

    @Test
    void signsAnObjectAsAwsDoes() {
        assertThat(authorization("/test.txt", "", Map.of("Range", "bytes=0-9")))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void signsAQueryAsAwsDoes() {
        assertThat(authorization("/", "lifecycle=", Map.of()))
                .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        assertThat(authorization("/", "max-keys=2&prefix=J", Map.of()))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void derivesTheSigningKeyAsAwsDoes() {
        assertThat(HexFormat.of()
                        .formatHex(S3Signature.signingKey(
                                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "iam")))
                .isEqualTo("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    }

    @Test
    void signsTheTokenOfASession() {
        S3Keys session = new S3Keys(KEYS.id(), KEYS.secret(), Optional.of("token"));
        Map<String, String> headers =
                new S3Signature(session, "us-east-1", Instant.EPOCH).headers(HOST, "/test.txt", "", Map.of());

        assertThat(headers).containsEntry("x-amz-security-token", "token");
        assertThat(headers.get("Authorization"))
                .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,");
    }

    @Test
    void escapesAllButUnreservedCharactersAndSlashes() {
        assertThat(S3Signature.encode("a-._~/B 9+%=&ü")).isEqualTo("a-._~/B%209%2B%25%3D%26%C3%BC");
    }

    @Test
    void showsNoKeys() {
        assertThat(KEYS.toString()).isEqualTo("S3Keys");
        assertThat(SIGNATURE.toString()).doesNotContain("AKIA", "wJalr");
    }
}

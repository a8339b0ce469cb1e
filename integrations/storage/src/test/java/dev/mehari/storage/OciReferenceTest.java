// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OciReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    private static OciReference of(String uri) throws IOException {
        return OciReference.of(URI.create(uri));
    }

    @Test
    void readsATagAndAFile() throws IOException {
        assertThat(of("oci://ghcr.io/models/credit:v7/models/trees.json"))
                .isEqualTo(new OciReference("ghcr.io", "models/credit", "v7", "models/trees.json"));
        assertThat(of("oci://localhost:5000/credit:v7"))
                .isEqualTo(new OciReference("localhost:5000", "credit", "v7", ""));
    }

    @Test
    void prefersADigestToATag() throws IOException {
        assertThat(of("oci://ghcr.io/credit@" + DIGEST + "/x.onnx"))
                .isEqualTo(new OciReference("ghcr.io", "credit", DIGEST, "x.onnx"));
        assertThat(of("oci://ghcr.io/credit:v7@" + DIGEST).reference()).isEqualTo(DIGEST);
    }

    @Test
    void knowsWhereDockersOwnRegistryIs() throws IOException {
        assertThat(of("oci://docker.io/credit:v7").repository()).isEqualTo("library/credit");
        assertThat(of("oci://docker.io/credit:v7").host()).isEqualTo("registry-1.docker.io");
    }

    @Test
    void wantsATagOrADigest() {
        assertThatThrownBy(() -> of("oci://ghcr.io/models/Credit.onnx"))
                .hasMessageContaining("Write :TAG or @sha256:DIGEST after the repository");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci:ghcr.io/x:1",
                "oci:///x:1",
                "oci://user@ghcr.io/x:1",
                "oci://user:word@ghcr.io/x:1",
                "oci://[::1]/x:1",
                "oci://ghcr.io:99999999/x:1",
                "oci://ghcr.io",
                "oci://ghcr.io/",
                "oci://ghcr.io/:1",
                "oci://ghcr.io/UPPER:1",
                "oci://ghcr.io/a//b:1",
                "oci://ghcr.io/../x:1",
                "oci://ghcr.io/a..b:1",
                "oci://ghcr.io/x:",
                "oci://ghcr.io/x:.1",
                "oci://ghcr.io/x@sha256:12",
                "oci://ghcr.io/x@sha512:12",
                "oci://ghcr.io/x@md5:12",
                "oci://ghcr.io/x:1?y",
                "oci://ghcr.io/x%2F..%2Fy:1%0d"
            })
    void refusesWhatIsNoReference(String uri) {
        assertThatThrownBy(() -> of(uri)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesALongPathAtOnce() {
        assertThatThrownBy(() -> of("oci://ghcr.io/" + "a/".repeat(20_000) + "x:1"))
                .isInstanceOf(IOException.class);
    }
}

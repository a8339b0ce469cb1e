// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DigestsTest {
    @TempDir
    Path folder;

    /** NIST's examples for FIPS 180-4, of no, one and two blocks. */
    @ParameterizedTest
    @CsvSource({
        "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq, "
                + "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    })
    void areThoseOfTheStandard(String text, String digest) throws IOException {
        assertThat(Digests.sha256(text)).isEqualTo(digest);
        assertThat(Digests.sha256(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(digest);
        assertThat(Digests.sha256(Files.writeString(folder.resolve("file"), text)))
                .isEqualTo(digest);
    }

    @Test
    void areThoseOfTheStandardForAMillionLetters() throws IOException {
        String digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
        assertThat(Digests.sha256("a".repeat(1_000_000))).isEqualTo(digest);
        assertThat(ModelFile.of(Files.writeString(folder.resolve("file"), "a".repeat(1_000_000)))
                        .sha256())
                .isEqualTo(digest);
    }

    @Test
    void readTextAsUtf8() {
        assertThat(Digests.sha256("é")).isEqualTo(Digests.sha256(new byte[] {(byte) 0xc3, (byte) 0xa9}));
    }

    @Test
    void failWhereThereIsNoFile() {
        assertThatThrownBy(() -> Digests.sha256(folder.resolve("gone"))).isInstanceOf(UncheckedIOException.class);
    }
}

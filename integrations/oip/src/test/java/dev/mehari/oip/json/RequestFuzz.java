// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.tensor.InferenceException;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever the bytes: a request, or a refusal that the client has to answer for. */
class RequestFuzz {
    @FuzzTest(maxDuration = "5m")
    void readsOrRefusesAnyJson(byte[] body) {
        try {
            RequestReader.read(body, 0, body.length, Limits.DEFAULT, BodyMemory.HEAP);
        } catch (InferenceException e) {
            assertRefusal(e);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void readsOrRefusesAnyBinaryBody(FuzzedDataProvider data) {
        long jsonLength = data.consumeLong(-1, 2000);
        boolean direct = data.consumeBoolean();
        byte[] bytes = data.consumeRemainingAsBytes();
        ByteBuffer body =
                direct ? ByteBuffer.allocateDirect(bytes.length).put(bytes).flip() : ByteBuffer.wrap(bytes);
        try {
            RequestReader.read(body, jsonLength, Limits.DEFAULT, BodyMemory.HEAP);
        } catch (InferenceException e) {
            assertRefusal(e);
        }
    }

    private static void assertRefusal(InferenceException e) {
        assertThat(e.kind()).isIn(InferenceException.Kind.INVALID, InferenceException.Kind.TOO_LARGE);
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(1500);
    }
}

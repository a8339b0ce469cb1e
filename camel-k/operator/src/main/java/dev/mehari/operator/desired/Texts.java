// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.nio.charset.StandardCharsets;

/** Sizes of text as the API server counts them. */
final class Texts {
    private Texts() {}

    static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/** Texts of clients in messages. */
final class Words {
    private static final int MOST = 64;

    private Words() {}

    /** At most {@value #MOST} characters, without control characters, so that a message can't be flooded or forged. */
    static String shorten(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), MOST + 1));
        for (int i = 0; i < text.length() && i < MOST; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > MOST ? shown.append('…').toString() : shown.toString();
    }
}

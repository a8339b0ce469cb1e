// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

/** What a client wrote, made fit for a message or a log line: one line, and not long. */
public final class Quoted {
    private static final int SHOWN = 80;

    private Quoted() {}

    /** In single quotes; control characters and lone surrogates replaced, cut after 80 characters. */
    public static String name(String text) {
        StringBuilder shown = new StringBuilder("'");
        int at = 0;
        for (int i = 0; i < SHOWN && at < text.length(); i++) {
            int c = text.codePointAt(at);
            boolean unfit = Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff || c == 0x2028 || c == 0x2029;
            shown.appendCodePoint(unfit ? 0xfffd : c);
            at += Character.charCount(c);
        }
        return shown.append(at < text.length() ? "…'" : "'").toString();
    }
}

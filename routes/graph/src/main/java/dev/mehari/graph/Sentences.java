// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** An exception's text as a finding has it: what is wrong, without a full stop, and what to do, with one. */
record Sentences(String message, String mend) {
    static Sentences of(RuntimeException e) {
        String text = String.valueOf(e.getMessage()).strip();
        int end = text.indexOf(". ");
        String message = end < 0 ? text : text.substring(0, end);
        String mend = end < 0 ? "" : text.substring(end + 2);
        return new Sentences(
                withoutStop(message), mend.isEmpty() ? "" : withoutStop(mend) + (mend.endsWith("?") ? "" : "."));
    }

    private static String withoutStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.mehari.model.InvalidModelException;
import dev.mehari.tensor.InferenceException;

/**
 * Says in our words what ONNX Runtime says in its own: without source paths, C++ signatures and error codes.
 *
 * <p>While a model runs, a node that refuses is taken as the request's fault (INVALID): the model is a fixed function that
 * has answered in warm-up, so what it can't take now are these values or dimensions. Memory, a missing locale, and an
 * operator that isn't implemented are ours (FAILED).
 */
final class OrtErrors {
    private static final int LONGEST = 300;

    private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: ");
    private static final Pattern NODE = Pattern.compile(
            "Non-zero status code returned while running (\\S+) node\\. Name:'([^']*)' Status Message: (.*)",
            Pattern.DOTALL);
    /** The machine's fault, not the request's. */
    private static final Pattern OURS = Pattern.compile(
            "bad_alloc|failed to allocate|out of memory|not enough memory|failed to construct locale",
            Pattern.CASE_INSENSITIVE);

    /** Where in the engine's source an error was thrown: a path before a signature, or a file before a function's name. */
    private static final Pattern SOURCE = Pattern.compile("(\\S*/)?[\\w.-]+\\.(?:cc|cpp|h|hpp):\\d+ ");

    private static final Pattern LOCALE = Pattern.compile("Failed to construct locale with name:(\\S+?):");

    private static final Pattern FUNCTION = Pattern.compile("\\w+ ");
    private static final String CONDITION = " was false. ";

    private OrtErrors() {}

    /** A model that the engine can't load. */
    static InvalidModelException refused(OrtException e) {
        return new InvalidModelException("ONNX Runtime can't load the model: " + words(text(e)), e);
    }

    /** A request that the engine can't answer. */
    static InferenceException unanswered(OrtException e) {
        String text = text(e);
        Matcher node = NODE.matcher(text);
        boolean atNode = node.find();
        String reason =
                atNode ? "node '" + node.group(2) + "' (" + node.group(1) + "): " + words(node.group(3)) : words(text);
        boolean isRequest = (atNode || e.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT)
                && e.getCode() != OrtErrorCode.ORT_NOT_IMPLEMENTED
                && !OURS.matcher(text).find();
        return isRequest
                ? InferenceException.invalid("the model can't take these values or dimensions: " + reason)
                : InferenceException.failed("the model failed: " + reason, e);
    }

    private static String text(OrtException e) {
        return CODE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    }

    /** The part that is meant for people. */
    static String words(String text) {
        Matcher locale = LOCALE.matcher(text);
        if (locale.find()) {
            return "it needs the locale " + locale.group(1) + ", which this machine doesn't have. Install it";
        }
        String words = text;
        Matcher source = SOURCE.matcher(words);
        while (source.find()) {
            String rest = words.substring(source.end());
            String meant = source.group(1) == null ? FUNCTION.matcher(rest).replaceFirst("") : afterSignature(rest);
            words = words.substring(0, source.start()) + meant;
            source = SOURCE.matcher(words);
        }
        words = words.replaceAll("\\s+", " ").strip();
        if (words.isEmpty() || words.contains("::") || words.contains("/onnxruntime")) {
            return "it says no more";
        }
        if (words.endsWith(".")) {
            words = words.substring(0, words.length() - 1);
        }
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "…";
    }

    /** What follows a C++ signature such as {@code T f(A, B) const [with T = int]}, and a condition that was false. */
    private static String afterSignature(String text) {
        int condition = text.indexOf(CONDITION);
        if (condition >= 0) {
            return text.substring(condition + CONDITION.length());
        }
        int at = text.indexOf('(');
        if (at < 0) {
            return text;
        }
        at = afterBracket(text, at);
        if (text.startsWith("::<lambda", at)) {
            at = afterBracket(text, at + 2);
        }
        if (text.startsWith(" const", at)) {
            at += " const".length();
        }
        if (text.startsWith(" [with ", at)) {
            at = afterBracket(text, at + 1);
        }
        return text.substring(at);
    }

    private static int afterBracket(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '(', '<', '[' -> depth++;
                case ')', '>', ']' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }
}

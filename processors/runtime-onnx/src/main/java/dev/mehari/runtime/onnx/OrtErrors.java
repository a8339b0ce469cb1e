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
 * has answered in warm-up, so what it can't take now are these values or dimensions. Only memory, and an operator that isn't
 * implemented, are ours (FAILED).
 */
final class OrtErrors {
    private static final int LONGEST = 300;

    private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: ");
    private static final Pattern NODE = Pattern.compile(
            "Non-zero status code returned while running (\\S+) node\\. Name:'([^']*)' Status Message: (.*)",
            Pattern.DOTALL);
    private static final Pattern MEMORY = Pattern.compile(
            "bad_alloc|[Ff]ailed to allocate|out of memory|Not enough memory", Pattern.CASE_INSENSITIVE);

    /** {@code /a/b/file.cc:12 signature(…) condition was false. }; what follows is meant for people. */
    private static final Pattern ENFORCE =
            Pattern.compile("\\S+\\.(?:cc|cpp|h|hpp):\\d+ .*? was false\\. ", Pattern.DOTALL);

    /** {@code /a/b/file.cc:12 signature(…) const [with T = …] } */
    private static final Pattern SIGNED =
            Pattern.compile("/\\S+\\.(?:cc|cpp|h|hpp):\\d+ .*[)\\]](?: const)? ", Pattern.DOTALL);

    /** {@code file.h:12 Function } */
    private static final Pattern PLACE = Pattern.compile("\\S+\\.(?:cc|cpp|h|hpp):\\d+ (?:\\w+ )?");

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
        if (MEMORY.matcher(text).find()) {
            return InferenceException.failed("the model ran out of memory", e);
        }
        if (e.getCode() == OrtErrorCode.ORT_NOT_IMPLEMENTED
                || !atNode && e.getCode() != OrtErrorCode.ORT_INVALID_ARGUMENT) {
            return InferenceException.failed("the model failed: " + words(text), e);
        }
        return InferenceException.invalid("the model can't take these values or dimensions: "
                + (atNode
                        ? "node '" + node.group(2) + "' (" + node.group(1) + "): " + words(node.group(3))
                        : words(text)));
    }

    private static String text(OrtException e) {
        return CODE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    }

    private static String words(String text) {
        String words = PLACE.matcher(
                        SIGNED.matcher(ENFORCE.matcher(text).replaceAll("")).replaceAll(""))
                .replaceAll("");
        words = words.replaceAll("\\s+", " ").strip();
        if (words.contains("::") || words.contains("/onnxruntime")) {
            return "no reason that is fit to print";
        }
        if (words.endsWith(".")) {
            words = words.substring(0, words.length() - 1);
        }
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "…";
    }
}

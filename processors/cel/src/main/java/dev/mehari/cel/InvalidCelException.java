// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** A CEL text that can't be used, with everything that is wrong with it. */
public final class InvalidCelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param offset where in the text, in {@code char}s from 0; at most the text's length
     * @param message what is wrong, quoting it, without a full stop at its end
     * @param mend what to do, a sentence without a full stop at its end
     * @param patch the whole text with this one thing mended, where only one mend is likely; it need not be free of
     *     other problems
     */
    public record Problem(
            int offset,
            String message,
            String mend,
            @Nullable String patch) {}

    InvalidCelException(List<Problem> problems) {
        super(problems.stream()
                .map(p -> "at " + p.offset() + ": " + p.message() + ". " + p.mend())
                .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order of their offsets. */
    public List<Problem> problems() {
        return problems;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

/**
 * An op with arguments that make no sense, or one that can't take what comes before it. It becomes a finding: the
 * message says what is wrong, {@link #mend} what to write instead.
 */
public final class InvalidOpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int op;
    private final String path;
    private final String mend;

    InvalidOpException(int op, String path, String message, String mend) {
        super(message);
        this.op = op;
        this.path = path;
        this.mend = mend;
    }

    /** An op whose place in its list isn't known yet. */
    InvalidOpException(String path, String message, String mend) {
        this(0, path, message, mend);
    }

    InvalidOpException at(int index) {
        InvalidOpException placed = new InvalidOpException(index, path, String.valueOf(getMessage()), mend);
        placed.setStackTrace(getStackTrace());
        return placed;
    }

    /** The position of the op in its list; 0 where an op alone was read. */
    public int op() {
        return op;
    }

    /**
     * Where in the op: empty for the op as a whole, else from the kernel's word on, as in {@code standardize.std[2]} or
     * {@code impute["a.b"]}.
     */
    public String path() {
        return path;
    }

    /** What to do about it, a sentence. */
    public String mend() {
        return mend;
    }
}

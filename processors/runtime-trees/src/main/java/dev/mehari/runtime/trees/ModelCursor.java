// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model of objects, lists and scalars from front to back, value by value, without ever holding the whole. What isn't
 * there or isn't of the kind asked for is an {@link InvalidModelException} that names the field:
 * {@code learner.gradient_booster.model.trees[3].left_children[7]}. Confined to one thread.
 */
interface ModelCursor extends AutoCloseable {
    /** The deepest nesting that is read. */
    int MAX_DEPTH = 64;

    /** The longest text, in bytes. */
    int MAX_TEXT_LENGTH = 64 << 20;

    /** The longest name, in bytes. */
    int MAX_NAME_LENGTH = 10_000;

    /** Steps to the file's one value. */
    void begin();

    /** Requires that nothing follows the file's one value. */
    void end();

    /** Whether the value is an object. */
    boolean isObject();

    void beginObject();

    /** Steps to the value of the next field of an object that has begun. @return its name, or null at the end */
    @Nullable
    String nextField();

    void beginArray();

    /** Steps to the next value of an array that has begun; false at its end. */
    boolean nextElement();

    /** Passes over the value, whatever it holds. */
    void skip();

    String text();

    int integer();

    int[] integers();

    /** Truth values, which XGBoost writes as 0 or 1 and wrote as false or true. */
    int[] flags();

    /** Numbers as 32-bit floats, rounded once. */
    float[] numbers();

    /** Where the cursor stands: {@code learner.gradient_booster.model.trees[3]}. */
    String place();

    /** A complaint about the value that was read last; its place comes first. */
    default InvalidModelException wrong(String complaint) {
        return new InvalidModelException(place() + " " + complaint);
    }

    @Override
    void close();

    /** Fit for a message: one line, not long. */
    static String shortened(String text) {
        String line = text.codePoints()
                .limit(100)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() > 100 ? line + "…" : line;
    }

    static InvalidModelException unreadable(IOException e) {
        return new InvalidModelException("the file can't be read to its end", e);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.mehari.model.InvalidModelException;

/**
 * Lines of {@code key=values}, values set apart by spaces, read from front to back without ever holding a whole line of
 * numbers as text. Confined to one thread.
 */
final class TextFields implements AutoCloseable {
    private static final int MAX_KEY_LENGTH = 200;
    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int END = -1;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private int line;
    private boolean inLine;
    private String key = "";
    private boolean hasValue;

    private int[] integers = new int[64];
    private double[] numbers = new double[64];
    private byte[] text = new byte[64];

    TextFields(InputStream in) {
        this.in = in;
    }

    private int peek() {
        if (position == limit) {
            try {
                limit = Math.max(0, in.read(buffer, 0, buffer.length));
            } catch (IOException e) {
                throw ModelCursor.unreadable(e);
            }
            position = 0;
            if (limit == 0) {
                return END;
            }
        }
        return buffer[position];
    }

    /** Steps to the next line and reads its key. @return false at the end of the file */
    boolean nextLine() {
        if (inLine) {
            skipLine();
        }
        if (peek() == END) {
            inLine = false;
            return false;
        }
        line++;
        inLine = true;
        int length = 0;
        int c;
        while ((c = peek()) != END && c != '\n' && c != '=' && length < MAX_KEY_LENGTH) {
            text = roomFor(text, length);
            text[length++] = (byte) c;
            position++;
        }
        hasValue = c == '=';
        if (hasValue) {
            position++;
        }
        key = new String(text, 0, length, StandardCharsets.UTF_8).strip();
        return true;
    }

    private void skipLine() {
        while (true) {
            int c = peek();
            if (c == END) {
                return;
            }
            position++;
            if (c == '\n') {
                return;
            }
        }
    }

    /** What stands before the equals sign, or the line if it has none. */
    String key() {
        return key;
    }

    /** Whether the line has an equals sign. */
    boolean hasValue() {
        return hasValue;
    }

    int line() {
        return line;
    }

    /** The rest of the line. */
    String text(int longest) {
        int length = 0;
        for (int c; (c = peek()) != END && c != '\n'; position++) {
            if (length == longest) {
                throw wrong("has more than " + longest + " bytes");
            }
            text = roomFor(text, length);
            text[length++] = (byte) c;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8).strip();
    }

    private static byte[] roomFor(byte[] bytes, int length) {
        return length < bytes.length ? bytes : Arrays.copyOf(bytes, 2 * length);
    }

    /** How many words the rest of the line has. */
    int words() {
        int words = 0;
        while (skipSpace()) {
            words++;
            for (int c; (c = peek()) != END && !isSpace(c); ) {
                position++;
            }
        }
        return words;
    }

    /** Moves to the next word of the line. @return false if there is none */
    private boolean skipSpace() {
        int c;
        while ((c = peek()) != END && c != '\n' && isSpace(c)) {
            position++;
        }
        return c != END && c != '\n';
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private String word() {
        int length = 0;
        for (int c; (c = peek()) != END && !isSpace(c); position++) {
            if (length == MAX_NUMBER_LENGTH) {
                throw wrong("has a number of more than " + MAX_NUMBER_LENGTH + " characters");
            }
            text = roomFor(text, length);
            text[length++] = (byte) c;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** Whole numbers from −2^31 to 2^32 − 1, as 32 bits. */
    int[] integers() {
        int count = 0;
        while (skipSpace()) {
            if (count == integers.length) {
                integers = Arrays.copyOf(integers, 2 * count);
            }
            integers[count] = integer(count);
            count++;
        }
        return Arrays.copyOf(integers, count);
    }

    private int integer(int index) {
        boolean negative = peek() == '-';
        if (negative) {
            position++;
        }
        long number = 0;
        int digits = 0;
        for (int c; (c = peek()) != END && !isSpace(c); position++) {
            if (c < '0' || c > '9' || number > 0xffff_ffffL) {
                throw wrong("[" + index + "] is no whole number of 32 bits");
            }
            number = 10 * number + (c - '0');
            digits++;
        }
        number = negative ? -number : number;
        if (digits == 0 || number < Integer.MIN_VALUE || number > 0xffff_ffffL) {
            throw wrong("[" + index + "] is no whole number of 32 bits");
        }
        return (int) number;
    }

    /** The line's only whole number, which is not negative. */
    int count(int min, int max) {
        int[] counts = integers();
        if (counts.length != 1 || counts[0] < min || counts[0] > max) {
            throw wrong(" is " + (counts.length == 1 ? Integer.toString(counts[0]) : counts.length + " numbers")
                    + ", not a whole number from " + min + " to " + max);
        }
        return counts[0];
    }

    /** Numbers as 64-bit floats, rounded once. */
    double[] numbers() {
        int count = 0;
        while (skipSpace()) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count] = number(word(), count);
            count++;
        }
        return Arrays.copyOf(numbers, count);
    }

    private double number(String word, int index) {
        if (isDecimal(word)) {
            try {
                return Double.parseDouble(word);
            } catch (NumberFormatException e) {
                throw wrong("[" + index + "] is '" + ModelCursor.shortened(word) + "', not a number");
            }
        }
        return switch (word) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw wrong("[" + index + "] is '" + ModelCursor.shortened(word) + "', not a number");
        };
    }

    /** Whether there is nothing in it but what decimal numbers are made of; Java takes other ways of writing too. */
    private static boolean isDecimal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if ("0123456789.+-eE".indexOf(word.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A complaint about the line, its place first; goes on with an index or a word. */
    InvalidModelException wrong(String complaint) {
        String name = ModelCursor.shortened(key);
        return new InvalidModelException("line " + line + ": " + name
                + (complaint.startsWith("[") || complaint.startsWith(" ") ? complaint : " " + complaint));
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw ModelCursor.unreadable(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over JSON text (RFC 8259, UTF-8, strict). It gives tokens and never a tree: a number is left in the fields
 * {@link #negative}, {@link #significand}, {@link #exponent}, a string is decoded only when asked for. Whatever is no
 * JSON ends in an {@link InferenceException} that names the byte. Confined to one thread.
 */
final class JsonScanner {
    /** Deeper nesting than any request has; a bit of a long stands for each level. */
    static final int MAX_DEPTH = 64;

    /** More digits than any datatype can tell apart. */
    static final int MAX_NUMBER_LENGTH = 1000;

    private static final int SAFE_DIGITS = 19; // so many always fit an unsigned long
    private static final long MAX_TENTH = Long.divideUnsigned(-1L, 10);
    private static final int MAX_EXPONENT = 100_000;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ZEROS = 0x3030303030303030L; // the digit 0 in each byte
    private static final long ABOVE_NINE = 0x7676767676767676L; // added to a byte above 9, sets its highest bit
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long FIRST_OF_FOUR = 0x000000ff_000000ffL;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Of the last number: whether a minus sign stood before it. */
    boolean negative;
    /** Of the last number: its first significant digits, as many as an unsigned integer of 64 bits takes. */
    long significand;
    /** Of the last number: the power of ten that the significand is to be multiplied with. */
    int exponent;
    /** Of the last number: whether digits that aren't zero followed after those. */
    boolean truncated;

    /** Of the last element without digits ({@link #skipDigitless}): NaN or an infinity. */
    double digitless;

    private int numberStart;

    JsonScanner(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    /** Bytes not read yet. */
    int remaining() {
        return end - at;
    }

    InferenceException broken(String what) {
        return InferenceException.invalid("the body is no JSON at byte " + at + ": " + what);
    }

    private InferenceException expected(String what) {
        return broken("expected " + what + ", found " + found());
    }

    private String found() {
        if (at >= end) {
            return "its end";
        }
        int b = bytes[at] & 0xff;
        if (b == 'N' || b == 'I' || b == '-' && at + 1 < end && bytes[at + 1] == 'I') {
            return "NaN or Infinity, which only the data of float tensors may have";
        }
        return b > ' ' && b < 0x7f ? "'" + (char) b + "'" : "byte " + b;
    }

    // ------------------------------------------------------------------------------------------------ structure

    /** The next byte that isn't white space, not consumed; −1 at the end. */
    int peek() {
        while (at < end) {
            byte b = bytes[at];
            if (b > ' ' || b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b & 0xff;
            }
            at++;
        }
        return -1;
    }

    /** Consumes {@code c} if it comes next. */
    boolean skip(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char c) {
        if (!skip(c)) {
            throw expected("'" + c + "'");
        }
    }

    /** After a member or element: whether another follows, else {@code close} is consumed. */
    boolean continues(char close) {
        int next = peek();
        if (next == ',') {
            at++;
            return true;
        }
        if (next == close) {
            at++;
            return false;
        }
        throw expected("',' or '" + close + "'");
    }

    void expectEnd() {
        if (peek() >= 0) {
            throw expected("its end");
        }
    }

    boolean skipNull() {
        if (peek() != 'n') {
            return false;
        }
        word("null");
        return true;
    }

    /**
     * Reads what stands in a float tensor's data where there are no digits: {@code null}, or one of the words that Python's
     * {@code json} writes. Differs from RFC 8259 here, because unmodified Python clients send them.
     *
     * @return whether one of them came; it is in {@link #digitless}
     */
    boolean skipDigitless() {
        switch (peek()) {
            case 'n' -> word("null", Double.NaN);
            case 'N' -> word("NaN", Double.NaN);
            case 'I' -> word("Infinity", Double.POSITIVE_INFINITY);
            case '-' -> {
                if (at + 1 >= end || bytes[at + 1] != 'I') {
                    return false;
                }
                word("-Infinity", Double.NEGATIVE_INFINITY);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void word(String word, double value) {
        word(word);
        digitless = value;
    }

    boolean readBoolean() {
        if (peek() == 't') {
            word("true");
            return true;
        }
        word("false");
        return false;
    }

    private void word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= end || bytes[at + i] != word.charAt(i)) {
                throw expected("a value");
            }
        }
        at += word.length();
    }

    /** What kind of value comes next, by its first byte, for messages. */
    String kind() {
        return switch (peek()) {
            case '{' -> "an object";
            case '[' -> "a list";
            case '"' -> "a text";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> "a number";
            default -> throw expected("a value");
        };
    }

    // ------------------------------------------------------------------------------------------------ numbers

    boolean numberFollows() {
        int next = peek();
        return next == '-' || next >= '0' && next <= '9';
    }

    /** Reads a number into the fields; the next byte must begin one ({@link #numberFollows}). */
    void readNumber() {
        numberStart = at;
        int p = at;
        negative = bytes[p] == '-';
        if (negative) {
            p++;
        }
        int digitsStart = p;
        long w = 0;
        while (p < end && isDigit(bytes[p])) {
            w = w * 10 + (bytes[p++] - '0');
        }
        int digits = p - digitsStart;
        if (digits == 0 || digits > 1 && bytes[digitsStart] == '0') {
            at = p;
            throw digits == 0 ? expected("a digit") : broken("a number begins with 0");
        }
        int power = 0;
        if (p < end && bytes[p] == '.') {
            int fractionStart = ++p;
            while (p < end && isDigit(bytes[p])) {
                w = w * 10 + (bytes[p++] - '0');
            }
            power = fractionStart - p;
            if (power == 0) {
                at = p;
                throw expected("a digit");
            }
            digits -= power;
        }
        int digitsEnd = p;
        if (p < end && (bytes[p] | 0x20) == 'e') {
            at = p;
            power += readExponent();
            p = at;
        }
        at = p;
        significand = w;
        exponent = power;
        truncated = false;
        if (digits > SAFE_DIGITS) {
            keepFirstDigits(digitsStart, digitsEnd, power);
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private int readExponent() {
        at++;
        boolean minus = at < end && bytes[at] == '-';
        if (minus || at < end && bytes[at] == '+') {
            at++;
        }
        if (at >= end || !isDigit(bytes[at])) {
            throw expected("a digit");
        }
        int value = 0;
        while (at < end && isDigit(bytes[at])) {
            value = Math.min(value * 10 + (bytes[at++] - '0'), MAX_EXPONENT);
        }
        return minus ? -value : value;
    }

    /** Reads the digits again: those that no longer fit 64 bits only raise the exponent. */
    private void keepFirstDigits(int from, int to, int power) {
        if (at - numberStart > MAX_NUMBER_LENGTH) {
            throw broken("a number has more than " + MAX_NUMBER_LENGTH + " characters");
        }
        long w = 0;
        int dropped = 0;
        for (int p = from; p < to; p++) {
            if (bytes[p] == '.') {
                continue;
            }
            int digit = bytes[p] - '0';
            boolean fits = Long.compareUnsigned(w, MAX_TENTH) < 0 || w == MAX_TENTH && digit <= 5;
            if (fits && dropped == 0) {
                w = w * 10 + digit;
            } else {
                dropped++;
                truncated |= digit != 0;
            }
        }
        significand = w;
        exponent = power + dropped;
    }

    /**
     * Reads a run of plain numbers, each with the comma behind it, as long as they have no more than 19 digits, no
     * exponent and at most one blank before them: nearly all numbers of large tensors. The cursor is left where the next
     * element begins, the first one that isn't so (the last one has no comma). Everything is kept in locals: through
     * fields, the cursor alone would take half the time.
     *
     * @param target gets floats, or doubles, from element {@code from} on
     * @param to where to stop at the latest
     * @return the index of the next element
     */
    int readPlainNumbers(ByteBuffer target, int from, int to, boolean doubles) {
        byte[] text = bytes;
        int stop = end - 1; // a comma has to follow
        int index = from;
        int p = at;
        while (index < to) {
            int start = p;
            int q = p < stop && text[p] == ' ' ? p + 1 : p;
            boolean minus = q < stop && text[q] == '-';
            if (minus) {
                q++;
            }
            int digitsStart = q;
            long w = 0;
            int digit;
            while (q < stop && (digit = text[q] - '0') >= 0 && digit <= 9) {
                w = w * 10 + digit;
                q++;
            }
            int digits = q - digitsStart;
            int decimals = 0;
            if (text[q] == '.') {
                int fractionStart = ++q;
                while (q + Long.BYTES <= stop) {
                    long eight = (long) EIGHT_BYTES.get(text, q) ^ ZEROS;
                    if (((eight + ABOVE_NINE | eight) & HIGH_BITS) != 0) {
                        break;
                    }
                    w = w * 100_000_000 + eightDigits(eight);
                    q += Long.BYTES;
                }
                while (q < stop && (digit = text[q] - '0') >= 0 && digit <= 9) {
                    w = w * 10 + digit;
                    q++;
                }
                decimals = q - fractionStart;
                digits = decimals == 0 ? 0 : digits + decimals;
            }
            boolean plain = digits > 0 && digits <= SAFE_DIGITS && q <= stop && text[q] == ',';
            if (!plain || text[digitsStart] == '0' && text[digitsStart + 1] != '.' && digits > 1) {
                p = start;
                break;
            }
            if (doubles) {
                long bits = DecimalReader.doubleBits(w, -decimals);
                if (bits < 0) {
                    p = start;
                    break;
                }
                target.putLong(index << 3, minus ? bits | Long.MIN_VALUE : bits);
            } else {
                long bits = DecimalReader.floatBits(w, -decimals);
                if (bits < 0) {
                    p = start;
                    break;
                }
                target.putInt(index << 2, (int) (minus ? bits | 0x8000_0000L : bits));
            }
            p = q + 1;
            index++;
        }
        at = p;
        return index;
    }

    /** The value of eight decimal digits, the first one in the lowest byte (Lemire 2021, section 3). */
    private static long eightDigits(long digits) {
        long pairs = digits * 10 + (digits >>> 8);
        return (pairs & FIRST_OF_FOUR) * 0x000f4240_00000064L + (pairs >>> 16 & FIRST_OF_FOUR) * 0x00002710_00000001L
                >>> 32;
    }

    /** The text of the last number. */
    String numberText() {
        return new String(bytes, numberStart, at - numberStart, StandardCharsets.ISO_8859_1);
    }

    /** The last number as the nearest double; infinite if it is too large. */
    double toDouble() {
        long bits = DecimalReader.doubleBits(significand, exponent);
        if (bits < 0 || truncated && bits != DecimalReader.doubleBits(significand + 1, exponent)) {
            return Double.parseDouble(numberText());
        }
        double magnitude = Double.longBitsToDouble(bits);
        return negative ? -magnitude : magnitude;
    }

    /** The last number as the nearest float; infinite if it is too large. */
    float toFloat() {
        long bits = DecimalReader.floatBits(significand, exponent);
        if (bits < 0 || truncated && bits != DecimalReader.floatBits(significand + 1, exponent)) {
            return Float.parseFloat(numberText());
        }
        float magnitude = Float.intBitsToFloat((int) bits);
        return negative ? -magnitude : magnitude;
    }

    /**
     * Whether the last number is whole and its magnitude fits 64 bits; {@link #significand} then is the magnitude and
     * {@link #exponent} 0.
     */
    boolean isWhole() {
        if (truncated) {
            return false;
        }
        if (significand == 0) {
            exponent = 0;
        }
        while (exponent < 0) {
            if (Long.remainderUnsigned(significand, 10) != 0) {
                return false;
            }
            significand = Long.divideUnsigned(significand, 10);
            exponent++;
        }
        while (exponent > 0) {
            if (Long.compareUnsigned(significand, MAX_TENTH) > 0) {
                return false;
            }
            significand *= 10;
            exponent--;
        }
        return true;
    }

    // ------------------------------------------------------------------------------------------------ strings

    /** Reads a text. */
    String readString() {
        int start = expectString();
        int stop = skipString(start);
        if (stop >= 0) {
            return new String(bytes, start, stop - start, StandardCharsets.UTF_8);
        }
        at = start;
        byte[] decoded = new byte[~stop - start];
        int length = readUtf8(decoded, 0);
        return new String(decoded, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Reads the name of a member and the colon after it: the one of {@code known} that it equals, else a new text. Saves
     * the garbage for the names that the protocol has.
     */
    String readName(Names known) {
        int start = expectString();
        int stop = skipString(start);
        @Nullable String name = stop < 0 ? null : known.find(bytes, start, stop - start);
        if (name == null) {
            at = start - 1;
            name = readString();
        }
        expect(':');
        return name;
    }

    private int expectString() {
        if (peek() != '"') {
            throw expected("a text");
        }
        return ++at;
    }

    /**
     * From the first byte of a text to behind its closing quote, checking everything.
     *
     * @return where the text ends; its complement if it has escapes
     */
    private int skipString(int start) {
        boolean escaped = false;
        int p = start;
        while (p < end) {
            byte b = bytes[p];
            if (b == '"') {
                at = p + 1;
                return escaped ? ~p : p;
            }
            if (b >= ' ' && b != '\\') {
                p++;
            } else if (b < 0) {
                p += sequenceLength(p);
            } else if (b == '\\') {
                escaped = true;
                p = skipEscape(p);
            } else {
                at = p;
                throw broken("a text has a control character. Write it as an escape");
            }
        }
        at = p;
        throw expected("'\"'");
    }

    /** The length of the well-formed UTF-8 sequence at {@code p} (Unicode 15, table 3-7). */
    private int sequenceLength(int p) {
        int length = Utf8.sequenceLength(bytes, p, end);
        if (length == 0) {
            at = p;
            throw broken("a text is no UTF-8");
        }
        return length;
    }

    private int skipEscape(int p) {
        at = p;
        if (p + 1 < end) {
            switch (bytes[p + 1]) {
                case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                    return p + 2;
                }
                case 'u' -> {
                    return skipUnicodeEscape(p);
                }
                default -> {}
            }
        }
        throw broken("a text has a backslash that begins no escape");
    }

    private int skipUnicodeEscape(int p) {
        int unit = hex(p);
        if (!Character.isSurrogate((char) unit)) {
            return p + 6;
        }
        boolean paired = Character.isHighSurrogate((char) unit)
                && p + 7 < end
                && bytes[p + 6] == '\\'
                && bytes[p + 7] == 'u'
                && Character.isLowSurrogate((char) hex(p + 6));
        if (!paired) {
            at = p;
            throw broken("a text has half a surrogate pair. Escape both halves");
        }
        return p + 12;
    }

    /** The four digits of the escape at {@code p}. */
    private int hex(int p) {
        int value = 0;
        for (int i = p + 2; i < p + 6; i++) {
            int digit = i < end ? Character.digit((char) (bytes[i] & 0xff), 16) : -1;
            if (digit < 0) {
                at = i;
                throw expected("a hexadecimal digit");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /**
     * Reads a text as UTF-8 into {@code target}, which has room for {@link #remaining} bytes or for the text itself; the
     * cursor is behind the opening quote, and the text has been checked.
     *
     * @return where it ends in {@code target}
     */
    private int readUtf8(byte[] target, int from) {
        int to = from;
        while (bytes[at] != '"') {
            if (bytes[at] != '\\') {
                target[to++] = bytes[at++];
            } else if (bytes[at + 1] != 'u') {
                target[to++] = unescaped(bytes[at + 1]);
                at += 2;
            } else {
                int unit = hex(at);
                at += 6;
                if (Character.isSurrogate((char) unit)) {
                    unit = Character.toCodePoint((char) unit, (char) hex(at));
                    at += 6;
                }
                to = Utf8.put(unit, target, to);
            }
        }
        at++;
        return to;
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    /** Appends the next text to {@code block}. */
    void readString(ByteBlock block) {
        int start = expectString();
        int stop = skipString(start);
        int longest = (stop < 0 ? ~stop : stop) - start;
        block.reserve(longest);
        if (stop >= 0) {
            System.arraycopy(bytes, start, block.bytes, block.length, longest);
            block.length += longest;
        } else {
            at = start;
            block.length = readUtf8(block.bytes, block.length);
        }
    }

    // ------------------------------------------------------------------------------------------------ skipping

    /** Reads over a value, checking that it is JSON, without recursion. */
    void skipValue() {
        skip(Floats.STRICT);
    }

    /** Reads over a tensor's data, or one of its elements: like {@link #skipValue}, with the words of {@link #skipDigitless}. */
    void skipData() {
        skip(Floats.DIGITLESS_TOO);
    }

    private enum Floats {
        STRICT,
        DIGITLESS_TOO
    }

    private void skip(Floats floats) {
        long objects = 0; // one bit a level, 1 for an object
        int depth = 0;
        while (true) {
            boolean opened = false;
            switch (peek()) {
                case '{', '[' -> {
                    if (depth == MAX_DEPTH) {
                        throw broken("it is nested deeper than " + MAX_DEPTH + " levels");
                    }
                    boolean object = bytes[at++] == '{';
                    objects = objects << 1 | (object ? 1 : 0);
                    depth++;
                    opened = !skip(object ? '}' : ']');
                    if (!opened) {
                        objects >>>= 1;
                        depth--;
                    }
                }
                case '"' -> skipString(++at);
                case 't', 'f' -> readBoolean();
                case 'n' -> word("null");
                default -> {
                    if (floats == Floats.STRICT || !skipDigitless()) {
                        if (!numberFollows()) {
                            throw expected("a value");
                        }
                        readNumber();
                    }
                }
            }
            while (!opened && depth > 0 && !continues((objects & 1) == 1 ? '}' : ']')) {
                objects >>>= 1;
                depth--;
            }
            if (depth == 0) {
                return;
            }
            if ((objects & 1) == 1) {
                expectString();
                skipString(at);
                expect(':');
            }
        }
    }

    /** How many elements of a tensor's list are still to come, the one at the cursor included; the list's end is consumed. */
    long countRest() {
        long count = 0;
        do {
            skipData();
            count++;
        } while (continues(']'));
        return count;
    }

    @Override
    public String toString() {
        return new String(Arrays.copyOfRange(bytes, at, Math.min(end, at + 20)), StandardCharsets.ISO_8859_1);
    }
}

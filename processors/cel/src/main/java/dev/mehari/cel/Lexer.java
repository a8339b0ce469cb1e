// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.cel.InvalidCelException.Problem;
import dev.mehari.cel.Token.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into words, by the lexis of the CEL specification ("Syntax"), and stops at the first char that begins none.
 */
final class Lexer {
    private static final List<String> SYMBOLS = List.of(
            "==", "!=", "<=", ">=", "&&", "||", "<", ">", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "+", "-",
            "*", "/", "%", "!");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The words of the text, the last one being {@link Kind#END}. @throws InvalidCelException with one problem */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.skipsToWord()) {
            lexer.word();
        }
        lexer.add(Kind.END, text.length(), "");
        return lexer.tokens;
    }

    private boolean skipsToWord() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (" \t\r\n\f".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void add(Kind kind, int end, Object value) {
        tokens.add(new Token(kind, at, end, value));
        at = end;
    }

    private void word() {
        char c = text.charAt(at);
        if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            number();
        } else if (c == '"' || c == '\'') {
            text(at, false, Kind.TEXT);
        } else if (isLetter(c)) {
            nameOrPrefixedText();
        } else {
            symbol(c);
        }
    }

    // ------------------------------------------------------------------------------------------------ names, symbols

    private void nameOrPrefixedText() {
        int end = at;
        while (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        String name = text.substring(at, end);
        boolean quoted = end < text.length() && (text.charAt(end) == '"' || text.charAt(end) == '\'');
        if (quoted && (name.equals("r") || name.equals("R"))) {
            text(end, true, Kind.TEXT);
        } else if (quoted && (name.equals("b") || name.equals("B"))) {
            text(end, false, Kind.BYTES);
        } else if (quoted
                && name.length() == 2
                && "bB".indexOf(name.charAt(0)) >= 0
                && "rR".indexOf(name.charAt(1)) >= 0) {
            text(end, true, Kind.BYTES);
        } else {
            add(Kind.NAME, end, name);
        }
    }

    private void symbol(char c) {
        if (text.startsWith("<>", at)) {
            throw wrong(
                    at,
                    "'<>' is no operator of CEL",
                    "Write '!='",
                    text.substring(0, at) + "!=" + text.substring(at + 2));
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                add(Kind.SYMBOL, at + symbol.length(), symbol);
                return;
            }
        }
        String rest = text.substring(at + 1);
        throw switch (c) {
            case '=' -> wrong(at, "'=' compares nothing in CEL", "Write '=='", text.substring(0, at) + "==" + rest);
            case '&' -> wrong(at, "'&' is no operator of CEL", "Write '&&'", text.substring(0, at) + "&&" + rest);
            case '|' -> wrong(at, "'|' is no operator of CEL", "Write '||'", text.substring(0, at) + "||" + rest);
            case '\u2018', '\u2019', '\u201a', '\u201c', '\u201d', '\u201e' ->
                wrong(at, "'" + c + "' quotes no text in CEL", "Write the straight quotes \" or '", null);
            case '`' ->
                wrong(at, "'`' quotes no name here", "Write a name with other characters as x[\"a name\"]", null);
            default ->
                wrong(
                        at,
                        "'" + Character.toString(text.codePointAt(at)) + "' has no meaning in CEL outside a text",
                        "Remove it, or put the text in quotes",
                        null);
        };
    }

    // ------------------------------------------------------------------------------------------------ numbers

    private void number() {
        if (text.startsWith("0x", at)) {
            hexadecimal();
            return;
        }
        int end = digits(at);
        boolean real = false;
        if (end + 1 < text.length() && text.charAt(end) == '.' && isDigit(text.charAt(end + 1))) {
            end = digits(end + 1);
            real = true;
        }
        int exponent = end;
        if (exponent < text.length() && (text.charAt(exponent) == 'e' || text.charAt(exponent) == 'E')) {
            exponent++;
            if (exponent < text.length() && (text.charAt(exponent) == '+' || text.charAt(exponent) == '-')) {
                exponent++;
            }
            if (exponent < text.length() && isDigit(text.charAt(exponent))) {
                end = digits(exponent);
                real = true;
            }
        }
        if (real) {
            real(end);
        } else {
            integer(text.substring(at, end), end, 10);
        }
    }

    private void real(int end) {
        double value = Double.parseDouble(text.substring(at, end));
        if (Double.isInfinite(value)) {
            throw wrong(at, "'" + text.substring(at, end) + "' is beyond FP64", "Write a number up to 1.7e308", null);
        }
        add(Kind.REAL, end, value);
    }

    private void hexadecimal() {
        int end = at + 2;
        while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && text.charAt(end) < 128) {
            end++;
        }
        if (end == at + 2) {
            throw wrong(at, "'0x' is followed by no digit", "Write a hexadecimal number such as 0x1f", null);
        }
        integer(text.substring(at + 2, end), end, 16);
    }

    /**
     * An integer literal has no sign of its own, but {@code -9223372036854775808} is one number: its digits are kept as the
     * smallest long, and the parser refuses them where no sign stands before.
     */
    private void integer(String digits, int end, int radix) {
        boolean unsigned = end < text.length() && (text.charAt(end) == 'u' || text.charAt(end) == 'U');
        long bits;
        try {
            bits = Long.parseUnsignedLong(digits, radix);
        } catch (NumberFormatException e) {
            throw wrong(
                    at,
                    "'" + text.substring(at, end) + "' is beyond 64 bits",
                    "Write a smaller number, or one with a decimal point",
                    null);
        }
        if (unsigned) {
            add(Kind.UNSIGNED, end + 1, new Unsigned(bits));
            return;
        }
        boolean smallest = bits == Long.MIN_VALUE
                && !tokens.isEmpty()
                && tokens.get(tokens.size() - 1).is("-");
        if (bits < 0 && !smallest) {
            throw wrong(
                    at,
                    "'" + text.substring(at, end) + "' is beyond INT64",
                    "Write an unsigned number with 'u' after it",
                    text.substring(0, end) + "u" + text.substring(end));
        }
        add(Kind.INTEGER, end, bits);
    }

    private int digits(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    // ------------------------------------------------------------------------------------------------ texts

    private void text(int quoteAt, boolean raw, Kind kind) {
        char quote = text.charAt(quoteAt);
        String three = Character.toString(quote).repeat(3);
        boolean isLong = text.startsWith(three, quoteAt);
        StringBuilder value = new StringBuilder();
        int i = quoteAt + (isLong ? 3 : 1);
        while (true) {
            if (i >= text.length() || !isLong && (text.charAt(i) == '\n' || text.charAt(i) == '\r')) {
                throw wrong(
                        at,
                        "the text that begins here has no end",
                        "Close it with " + (isLong ? three : Character.toString(quote)),
                        null);
            }
            if (isLong ? text.startsWith(three, i) : text.charAt(i) == quote) {
                add(kind, i + (isLong ? 3 : 1), value.toString());
                return;
            }
            if (text.charAt(i) == '\\' && !raw) {
                i = escape(i, value);
            } else {
                value.append(text.charAt(i++));
            }
        }
    }

    /** Reads the escape sequence whose backslash stands at {@code i}; gives the char after it. */
    private int escape(int i, StringBuilder value) {
        char c = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
        int simple = "abfnrtv\\?\"'`".indexOf(c);
        if (simple >= 0) {
            value.append("\u0007\b\f\n\r\t\u000b\\?\"'`".charAt(simple));
            return i + 2;
        }
        return switch (c) {
            case 'x', 'X' -> code(i, i + 2, 2, 16, value);
            case 'u' -> code(i, i + 2, 4, 16, value);
            case 'U' -> code(i, i + 2, 8, 16, value);
            case '0', '1', '2', '3' -> code(i, i + 1, 3, 8, value);
            default -> throw wrong(i, "'\\" + c + "' is no escape sequence", "Write a backslash as \\\\", null);
        };
    }

    private int code(int escapeAt, int from, int count, int radix, StringBuilder value) {
        int code = 0;
        for (int i = from; i < from + count; i++) {
            int digit = i < text.length() && text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0 || code > Character.MAX_CODE_POINT) {
                throw wrong(
                        escapeAt,
                        "the escape sequence takes " + count + (radix == 16 ? " hexadecimal" : " octal") + " digits",
                        "Write \\u0041 for A",
                        null);
            }
            code = code * radix + digit;
        }
        if (code > Character.MAX_CODE_POINT || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            throw wrong(escapeAt, "the escape sequence is no character", "Write the code point as \\U0001f600", null);
        }
        value.appendCodePoint(code);
        return from + count;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static InvalidCelException wrong(int offset, String message, String mend, @Nullable String patch) {
        return new InvalidCelException(List.of(new Problem(offset, message, mend, patch)));
    }
}

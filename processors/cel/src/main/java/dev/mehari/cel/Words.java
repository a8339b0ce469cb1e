// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;
import java.util.Locale;

import dev.mehari.cel.InvalidCelException.Problem;
import dev.mehari.cel.Token.Kind;
import org.jspecify.annotations.Nullable;

/** The words of a text and how far they are read. Confined to one parse. */
final class Words {
    private final String text;
    private final List<Token> tokens;
    private int next;

    Words(String text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    boolean isAtEnd() {
        return peek().kind() == Kind.END;
    }

    Token peek() {
        return tokens.get(next);
    }

    /** The next word if it is a symbol or {@code in}, else "". */
    String symbol() {
        Token token = peek();
        boolean operator = token.kind() == Kind.SYMBOL || token.is("in");
        return operator ? (String) token.value() : "";
    }

    Token take() {
        return tokens.get(next++);
    }

    boolean takes(String symbol) {
        boolean there = peek().is(symbol);
        if (there) {
            next++;
        }
        return there;
    }

    Token take(Kind kind, String wanted) {
        if (peek().kind() != kind) {
            throw unexpected(wanted);
        }
        return take();
    }

    void expect(String symbol) {
        if (!takes(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    int lastEnd() {
        return tokens.get(next - 1).end();
    }

    InvalidCelException unexpected(String wanted) {
        Token token = peek();
        if (token.kind() == Kind.END) {
            return wrong(text.length(), "the text ends where " + wanted + " is due", "Complete it", null);
        }
        String word = text.substring(token.start(), token.end());
        String instead =
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "and" -> "&&";
                    case "or" -> "||";
                    default -> null;
                };
        if (instead != null) {
            return wrong(
                    token.start(),
                    "'" + word + "' is no operator of CEL",
                    "Write '" + instead + "'",
                    text.substring(0, token.start()) + instead + text.substring(token.end()));
        }
        if (next > 0 && tokens.get(next - 1).is("not")) {
            Token not = tokens.get(next - 1);
            return wrong(not.start(), "'not' is no operator of CEL", "Write '!(…)'", null);
        }
        return wrong(
                token.start(), "'" + word + "' stands where " + wanted + " is due", "Check what is before it", null);
    }

    static InvalidCelException wrong(int offset, String message, String mend, @Nullable String patch) {
        return new InvalidCelException(List.of(new Problem(offset, message, mend, patch)));
    }
}

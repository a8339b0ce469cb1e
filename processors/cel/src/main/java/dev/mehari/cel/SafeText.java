// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

import dev.mehari.cel.Token.Kind;

/**
 * Writes a text again so that nothing but CEL reads anything into it.
 *
 * <p>Camel replaces {@code {{name}}} anywhere in a route's text before a language sees it, takes {@code }}} and
 * {@code ?nested=true} for parts of such a placeholder, reads <code>${…}</code> as its Simple language, and a text that
 * begins with {@code resource:} as the name of a file. So texts in quotes are written with escapes for all that isn't
 * plain, no two braces touch, and comments and line breaks are dropped. No CEL text begins with a scheme: a name and a
 * colon begin no expression.
 */
final class SafeText {
    private static final String PLAIN = " _-.,/=+*%&|<>!;:()[]@~^";

    private SafeText() {}

    /** A text of the same words as {@code text}, which is CEL. */
    static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        int end = -1;
        for (Token token : Lexer.tokens(text)) {
            if (token.kind() == Kind.END) {
                break;
            }
            String word = word(text, token);
            boolean braces = safe.length() > 0 && isBrace(safe.charAt(safe.length() - 1)) && isBrace(word.charAt(0));
            if (end >= 0 && (token.start() > end || braces)) {
                safe.append(' ');
            }
            safe.append(word);
            end = token.end();
        }
        return safe.toString();
    }

    private static String word(String text, Token token) {
        return switch (token.kind()) {
            case TEXT -> quoted((String) token.value());
            default -> text.substring(token.start(), token.end());
        };
    }

    /** The text as a CEL literal. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) && !Character.isSupplementaryCodePoint(c) || PLAIN.indexOf(c) >= 0) {
                quoted.appendCodePoint(c);
            } else if (c <= 0xffff) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append(String.format("\\U%08x", c));
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean isBrace(char c) {
        return c == '{' || c == '}';
    }

    /** Only for messages: the texts quoted, with commas. */
    static String quotedAll(List<String> texts) {
        return String.join(", ", texts.stream().map(SafeText::quoted).toList());
    }
}

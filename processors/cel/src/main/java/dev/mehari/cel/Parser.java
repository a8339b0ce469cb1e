// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.mehari.cel.InvalidCelException.Problem;
import dev.mehari.cel.Token.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text by the grammar of the CEL specification, each method one rule of it, and stops at the first word that
 * doesn't fit. Macros stay the calls that they are written as.
 */
final class Parser {
    /** Longer texts are refused. */
    static final int LONGEST = 16_384;
    /** Deeper trees are refused: what comes after walks them by recursion. */
    static final int DEEPEST = 100;

    private static final Set<String> RESERVED = Set.of(
            "as",
            "break",
            "const",
            "continue",
            "else",
            "false",
            "for",
            "function",
            "if",
            "import",
            "in",
            "let",
            "loop",
            "namespace",
            "null",
            "package",
            "return",
            "true",
            "var",
            "void",
            "while");

    private final String text;
    private final List<Token> tokens;
    private int next;
    private int nesting;

    private Parser(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /** @throws InvalidCelException with one problem, if the text isn't CEL */
    static Syntax parse(String text) {
        if (text.length() > LONGEST) {
            throw wrong(
                    LONGEST,
                    "the text has " + text.length() + " characters, " + LONGEST + " are the most",
                    "Split the decision over several steps",
                    null);
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))
                    && Character.charCount(text.codePointAt(i)) == 1
                    && !(i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i)))) {
                throw wrong(i, "half a surrogate pair is no character", "Remove it", null);
            }
        }
        List<Token> tokens = Lexer.tokens(text);
        if (tokens.size() == 1) {
            throw wrong(0, "the text is empty", "Write a condition such as applicant.age < 20.0", null);
        }
        Parser parser = new Parser(text, tokens);
        Syntax whole = parser.expression();
        if (parser.peek().kind() != Kind.END) {
            throw parser.unexpected("an operator or the end");
        }
        return whole;
    }

    // ------------------------------------------------------------------------------------------------ operators

    private Syntax expression() {
        if (++nesting > DEEPEST) {
            throw tooDeep(peek().start());
        }
        Syntax condition = or();
        if (peek().is("?")) {
            int at = take().start();
            Syntax then = or();
            expect(":");
            Syntax otherwise = expression();
            condition = operation(Operator.CHOOSE, at, List.of(condition, then, otherwise));
        }
        nesting--;
        return condition;
    }

    private Syntax or() {
        Syntax first = and();
        if (!peek().is("||")) {
            return first;
        }
        int at = peek().start();
        List<Syntax> operands = new ArrayList<>(List.of(first));
        while (takes("||")) {
            operands.add(and());
        }
        return operation(Operator.OR, at, operands);
    }

    private Syntax and() {
        Syntax first = relation();
        if (!peek().is("&&")) {
            return first;
        }
        int at = peek().start();
        List<Syntax> operands = new ArrayList<>(List.of(first));
        while (takes("&&")) {
            operands.add(relation());
        }
        return operation(Operator.AND, at, operands);
    }

    private Syntax relation() {
        Syntax left = sum();
        while (true) {
            Operator operator =
                    switch (symbol()) {
                        case "==" -> Operator.EQUAL;
                        case "!=" -> Operator.NOT_EQUAL;
                        case "<" -> Operator.LESS;
                        case "<=" -> Operator.LESS_OR_EQUAL;
                        case ">" -> Operator.GREATER;
                        case ">=" -> Operator.GREATER_OR_EQUAL;
                        case "in" -> Operator.IN;
                        default -> null;
                    };
            if (operator == null) {
                return left;
            }
            int at = take().start();
            left = operation(operator, at, List.of(left, sum()));
        }
    }

    private Syntax sum() {
        Syntax left = product();
        while (peek().is("+") || peek().is("-")) {
            Operator operator = peek().is("+") ? Operator.PLUS : Operator.MINUS;
            int at = take().start();
            left = operation(operator, at, List.of(left, product()));
        }
        return left;
    }

    private Syntax product() {
        Syntax left = unary();
        while (true) {
            Operator operator =
                    switch (symbol()) {
                        case "*" -> Operator.TIMES;
                        case "/" -> Operator.DIVIDE;
                        case "%" -> Operator.MODULO;
                        default -> null;
                    };
            if (operator == null) {
                return left;
            }
            int at = take().start();
            left = operation(operator, at, List.of(left, unary()));
        }
    }

    /** Signs of one kind before a member; two cancel each other out. A single minus belongs to the number after it. */
    private Syntax unary() {
        String sign = symbol();
        if (!sign.equals("!") && !sign.equals("-")) {
            return member(null);
        }
        Token first = peek();
        int count = 0;
        while (takes(sign)) {
            count++;
        }
        boolean number = peek().kind() == Kind.INTEGER || peek().kind() == Kind.REAL;
        if (sign.equals("-") && count == 1 && number) {
            return member(first);
        }
        Syntax operand = member(null);
        if (count % 2 == 0) {
            return operand;
        }
        return operation(sign.equals("!") ? Operator.NOT : Operator.NEGATE, first.start(), List.of(operand));
    }

    private Syntax operation(Operator operator, int at, List<Syntax> operands) {
        int start = Math.min(at, operands.get(0).start());
        int end = operands.get(operands.size() - 1).end();
        return new Syntax.Operation(start, end, operator, at, List.copyOf(operands), above(at, operands));
    }

    // ------------------------------------------------------------------------------------------------ members

    private Syntax member(@Nullable Token sign) {
        Syntax of = primary(sign);
        while (true) {
            if (takes(".")) {
                Token field = take(Kind.NAME, "a name");
                String name = (String) field.value();
                if (name.equals("in") || name.equals("true") || name.equals("false") || name.equals("null")) {
                    throw reserved(field, "Write [\"" + name + "\"] for a column or output of that name");
                }
                if (takes("(")) {
                    List<Syntax> arguments = elements(")");
                    int depth = Math.max(above(field.start(), arguments), above(field.start(), List.of(of)));
                    of = new Syntax.Call(of.start(), lastEnd(), of, name, field.start(), arguments, depth);
                } else {
                    int depth = above(field.start(), List.of(of));
                    of = new Syntax.Select(of, name, field.start(), field.end(), depth);
                }
            } else if (peek().is("[")) {
                int at = take().start();
                Syntax key = expression();
                expect("]");
                of = new Syntax.Index(of, key, lastEnd(), above(at, List.of(of, key)));
            } else if (peek().is("{") && (of instanceof Syntax.Name || of instanceof Syntax.Select)) {
                of = message(of);
            } else {
                return of;
            }
        }
    }

    private Syntax message(Syntax of) {
        int at = take().start();
        int depth = of.depth();
        while (!peek().is("}")) {
            take(Kind.NAME, "a field's name or '}'");
            expect(":");
            depth = Math.max(depth, expression().depth());
            if (!takes(",")) {
                break;
            }
        }
        expect("}");
        if (depth >= DEEPEST) {
            throw tooDeep(at);
        }
        return new Syntax.Message(of.start(), lastEnd(), depth + 1);
    }

    private Syntax primary(@Nullable Token sign) {
        Token token = peek();
        return switch (token.kind()) {
            case INTEGER, UNSIGNED, REAL, TEXT, BYTES -> literal(take(), sign);
            case NAME -> named();
            case SYMBOL -> bracketed();
            case END -> throw unexpected("a value");
        };
    }

    private Syntax literal(Token token, @Nullable Token sign) {
        Object value = token.value();
        int start = sign == null ? token.start() : sign.start();
        if (token.kind() == Kind.BYTES) {
            value = new Syntax.ByteText((String) value);
        } else if (sign == null && value instanceof Long digits && digits < 0) {
            throw wrong(
                    token.start(),
                    "'" + text.substring(token.start(), token.end()) + "' is beyond INT64",
                    "Write an unsigned number with 'u' after it",
                    text.substring(0, token.end()) + "u" + text.substring(token.end()));
        } else if (sign != null && value instanceof Long digits) {
            value = -digits; // the smallest long is its own negative, which is what its digits mean after a sign
        } else if (sign != null && value instanceof Double digits) {
            value = -digits;
        }
        return new Syntax.Literal(start, token.end(), value);
    }

    private Syntax named() {
        Token token = take();
        String name = (String) token.value();
        switch (name) {
            case "true", "false" -> {
                return new Syntax.Literal(token.start(), token.end(), name.equals("true"));
            }
            case "null" -> {
                return new Syntax.Literal(token.start(), token.end(), null);
            }
            default -> {}
        }
        if (RESERVED.contains(name)) {
            throw reserved(token, "Choose another name");
        }
        if (takes("(")) {
            List<Syntax> arguments = elements(")");
            int depth = above(token.start(), arguments);
            return new Syntax.Call(token.start(), lastEnd(), null, name, token.start(), arguments, depth);
        }
        return new Syntax.Name(token.start(), token.end(), name);
    }

    private Syntax bracketed() {
        Token open = peek();
        if (takes("(")) {
            Syntax inner = expression();
            expect(")");
            return inner;
        }
        if (takes("[")) {
            List<Syntax> elements = elements("]");
            return new Syntax.ListOf(open.start(), lastEnd(), elements, above(open.start(), elements));
        }
        if (takes("{")) {
            return map(open);
        }
        if (takes(".")) { // a leading dot names the outermost scope; there is one
            Token name = peek();
            boolean word = name.is("true") || name.is("false") || name.is("null");
            if (name.kind() == Kind.NAME && !word) {
                return named();
            }
        }
        throw unexpected("a value");
    }

    private Syntax map(Token open) {
        List<Syntax> keys = new ArrayList<>();
        List<Syntax> values = new ArrayList<>();
        boolean more = !peek().is("}") && !takes(",");
        while (more) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            more = takes(",") && !peek().is("}");
        }
        expect("}");
        int depth = Math.max(above(open.start(), keys), above(open.start(), values));
        return new Syntax.MapOf(open.start(), lastEnd(), List.copyOf(keys), List.copyOf(values), depth);
    }

    /** Up to the closing bracket, which is taken. A list may end with a comma, arguments may not. */
    private List<Syntax> elements(String close) {
        List<Syntax> elements = new ArrayList<>();
        boolean list = close.equals("]");
        boolean open = !peek().is(close) && !(list && takes(","));
        while (open) {
            elements.add(expression());
            open = takes(",") && !(list && peek().is(close));
        }
        expect(close);
        return List.copyOf(elements);
    }

    // ------------------------------------------------------------------------------------------------ words

    private Token peek() {
        return tokens.get(next);
    }

    /** The next word if it is a symbol or {@code in}, else "". */
    private String symbol() {
        Token token = peek();
        boolean operator = token.kind() == Kind.SYMBOL || token.is("in");
        return operator ? (String) token.value() : "";
    }

    private Token take() {
        return tokens.get(next++);
    }

    private boolean takes(String symbol) {
        boolean there = peek().is(symbol);
        if (there) {
            next++;
        }
        return there;
    }

    private Token take(Kind kind, String wanted) {
        if (peek().kind() != kind) {
            throw unexpected(wanted);
        }
        return take();
    }

    private void expect(String symbol) {
        if (!takes(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    private int lastEnd() {
        return tokens.get(next - 1).end();
    }

    private int above(int at, List<Syntax> parts) {
        int depth = 0;
        for (Syntax part : parts) {
            depth = Math.max(depth, part.depth() + 1);
        }
        if (depth > DEEPEST) {
            throw tooDeep(at);
        }
        return depth;
    }

    // ------------------------------------------------------------------------------------------------ problems

    private InvalidCelException unexpected(String wanted) {
        Token token = peek();
        if (token.kind() == Kind.END) {
            return wrong(text.length(), "the text ends where " + wanted + " is due", "Complete it", null);
        }
        String word = text.substring(token.start(), token.end());
        String instead =
                switch (word.toLowerCase(java.util.Locale.ROOT)) {
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

    private static InvalidCelException reserved(Token token, String mend) {
        return wrong(token.start(), "'" + token.value() + "' is a reserved word of CEL", mend, null);
    }

    private static InvalidCelException tooDeep(int at) {
        return wrong(
                at,
                "the text is nested deeper than " + DEEPEST + " levels here",
                "Split the decision over several steps",
                null);
    }

    private static InvalidCelException wrong(int offset, String message, String mend, @Nullable String patch) {
        return new InvalidCelException(List.of(new Problem(offset, message, mend, patch)));
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

    private static final Set<String> RESERVED =
            Set.of(("as break const continue else false for function if import in let loop"
                            + " namespace null package return true var void while")
                    .split(" "));

    private final String text;
    private final Words words;
    private int nesting;

    private Parser(String text) {
        this.text = text;
        this.words = new Words(text);
    }

    /** @throws InvalidCelException with one problem, if the text isn't CEL */
    static Syntax parse(String text) {
        if (text.length() > LONGEST) {
            throw Words.wrong(
                    LONGEST,
                    "the text has " + text.length() + " characters, " + LONGEST + " are the most",
                    "Split the decision over several steps",
                    null);
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))
                    && Character.charCount(text.codePointAt(i)) == 1
                    && !(i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i)))) {
                throw Words.wrong(i, "half a surrogate pair is no character", "Remove it", null);
            }
        }
        Parser parser = new Parser(text);
        if (parser.words.isAtEnd()) {
            throw Words.wrong(0, "the text is empty", "Write a condition such as applicant.age < 20.0", null);
        }
        Syntax whole = parser.expression();
        if (!parser.words.isAtEnd()) {
            throw parser.words.unexpected("an operator or the end");
        }
        return whole;
    }

    // ------------------------------------------------------------------------------------------------ operators

    private Syntax expression() {
        if (++nesting > DEEPEST) {
            throw tooDeep(words.peek().start());
        }
        int from = words.peek().start();
        Syntax condition = or();
        if (words.peek().is("?")) {
            int at = words.take().start();
            Syntax then = or();
            words.expect(":");
            Syntax otherwise = expression();
            condition = operation(from, Operator.CHOOSE, at, List.of(condition, then, otherwise));
        }
        nesting--;
        return condition;
    }

    private Syntax or() {
        int from = words.peek().start();
        Syntax first = and();
        if (!words.peek().is("||")) {
            return first;
        }
        int at = words.peek().start();
        List<Syntax> operands = new ArrayList<>(List.of(first));
        while (words.takes("||")) {
            operands.add(and());
        }
        return operation(from, Operator.OR, at, operands);
    }

    private Syntax and() {
        int from = words.peek().start();
        Syntax first = relation();
        if (!words.peek().is("&&")) {
            return first;
        }
        int at = words.peek().start();
        List<Syntax> operands = new ArrayList<>(List.of(first));
        while (words.takes("&&")) {
            operands.add(relation());
        }
        return operation(from, Operator.AND, at, operands);
    }

    private Syntax relation() {
        int from = words.peek().start();
        Syntax left = sum();
        while (true) {
            Operator operator =
                    switch (words.symbol()) {
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
            int at = words.take().start();
            left = operation(from, operator, at, List.of(left, sum()));
        }
    }

    private Syntax sum() {
        int from = words.peek().start();
        Syntax left = product();
        while (words.peek().is("+") || words.peek().is("-")) {
            Operator operator = words.peek().is("+") ? Operator.PLUS : Operator.MINUS;
            int at = words.take().start();
            left = operation(from, operator, at, List.of(left, product()));
        }
        return left;
    }

    private Syntax product() {
        int from = words.peek().start();
        Syntax left = unary();
        while (true) {
            Operator operator =
                    switch (words.symbol()) {
                        case "*" -> Operator.TIMES;
                        case "/" -> Operator.DIVIDE;
                        case "%" -> Operator.MODULO;
                        default -> null;
                    };
            if (operator == null) {
                return left;
            }
            int at = words.take().start();
            left = operation(from, operator, at, List.of(left, unary()));
        }
    }

    /** Signs of one kind before a member; two cancel each other out. A single minus belongs to the number after it. */
    private Syntax unary() {
        String sign = words.symbol();
        if (!sign.equals("!") && !sign.equals("-")) {
            return member(null);
        }
        Token first = words.peek();
        int count = 0;
        while (words.takes(sign)) {
            count++;
        }
        boolean number = words.peek().kind() == Kind.INTEGER || words.peek().kind() == Kind.REAL;
        if (sign.equals("-") && count == 1 && number) {
            return member(first);
        }
        Syntax operand = member(null);
        if (count % 2 == 0) {
            return operand;
        }
        Operator operator = sign.equals("!") ? Operator.NOT : Operator.NEGATE;
        return operation(first.start(), operator, first.start(), List.of(operand));
    }

    private Syntax operation(int from, Operator operator, int at, List<Syntax> operands) {
        return new Syntax.Operation(from, words.lastEnd(), operator, at, List.copyOf(operands), above(at, operands));
    }

    // ------------------------------------------------------------------------------------------------ members

    private Syntax member(@Nullable Token sign) {
        int from = sign == null ? words.peek().start() : sign.start();
        Syntax of = primary(sign);
        while (true) {
            if (words.takes(".")) {
                Token field = words.take(Kind.NAME, "a name");
                String name = (String) field.value();
                if (name.equals("in") || name.equals("true") || name.equals("false") || name.equals("null")) {
                    throw reserved(field, "Write [\"" + name + "\"] for a column or output of that name");
                }
                if (words.takes("(")) {
                    List<Syntax> arguments = elements(")");
                    int depth = Math.max(above(field.start(), arguments), above(field.start(), List.of(of)));
                    of = new Syntax.Call(from, words.lastEnd(), of, name, field.start(), arguments, depth);
                } else {
                    int depth = above(field.start(), List.of(of));
                    of = new Syntax.Select(from, field.end(), of, name, field.start(), depth);
                }
            } else if (words.peek().is("[")) {
                int at = words.take().start();
                Syntax key = expression();
                words.expect("]");
                of = new Syntax.Index(from, words.lastEnd(), of, key, above(at, List.of(of, key)));
            } else if (words.peek().is("{") && (of instanceof Syntax.Name || of instanceof Syntax.Select)) {
                of = message(from, of);
            } else {
                return of;
            }
        }
    }

    private Syntax message(int from, Syntax of) {
        int at = words.take().start();
        int depth = of.depth();
        while (!words.peek().is("}")) {
            words.take(Kind.NAME, "a field's name or '}'");
            words.expect(":");
            depth = Math.max(depth, expression().depth());
            if (!words.takes(",")) {
                break;
            }
        }
        words.expect("}");
        if (depth >= DEEPEST) {
            throw tooDeep(at);
        }
        return new Syntax.Message(from, words.lastEnd(), depth + 1);
    }

    private Syntax primary(@Nullable Token sign) {
        Token token = words.peek();
        return switch (token.kind()) {
            case INTEGER, UNSIGNED, REAL, TEXT, BYTES -> literal(words.take(), sign);
            case NAME -> named();
            case SYMBOL -> bracketed();
            case END -> throw words.unexpected("a value");
        };
    }

    private Syntax literal(Token token, @Nullable Token sign) {
        Object value = token.value();
        int start = sign == null ? token.start() : sign.start();
        if (token.kind() == Kind.BYTES) {
            value = new Syntax.ByteText((String) value);
        } else if (sign == null && value instanceof Long digits && digits < 0) {
            throw Words.wrong(
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
        Token token = words.take();
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
            throw reserved(token, name.equals("if") ? "Write condition ? value : value" : "Choose another name");
        }
        if (words.takes("(")) {
            List<Syntax> arguments = elements(")");
            int depth = above(token.start(), arguments);
            return new Syntax.Call(token.start(), words.lastEnd(), null, name, token.start(), arguments, depth);
        }
        return new Syntax.Name(token.start(), token.end(), name);
    }

    private Syntax bracketed() {
        Token open = words.peek();
        if (words.takes("(")) {
            Syntax inner = expression();
            words.expect(")");
            return inner;
        }
        if (words.takes("[")) {
            List<Syntax> elements = elements("]");
            return new Syntax.ListOf(open.start(), words.lastEnd(), elements, above(open.start(), elements));
        }
        if (words.takes("{")) {
            return map(open);
        }
        if (words.takes(".")) { // a leading dot names the outermost scope; there is one
            Token name = words.peek();
            boolean word = name.is("true") || name.is("false") || name.is("null");
            if (name.kind() == Kind.NAME && !word) {
                return named();
            }
        }
        throw words.unexpected("a value");
    }

    private Syntax map(Token open) {
        List<Syntax> keys = new ArrayList<>();
        List<Syntax> values = new ArrayList<>();
        boolean more = !words.peek().is("}") && !words.takes(",");
        while (more) {
            keys.add(expression());
            words.expect(":");
            values.add(expression());
            more = words.takes(",") && !words.peek().is("}");
        }
        words.expect("}");
        int depth = Math.max(above(open.start(), keys), above(open.start(), values));
        return new Syntax.MapOf(open.start(), words.lastEnd(), List.copyOf(keys), List.copyOf(values), depth);
    }

    /** Up to the closing bracket, which is taken. A list may end with a comma, arguments may not. */
    private List<Syntax> elements(String close) {
        List<Syntax> elements = new ArrayList<>();
        boolean list = close.equals("]");
        boolean open = !words.peek().is(close) && !(list && words.takes(","));
        while (open) {
            elements.add(expression());
            open = words.takes(",") && !(list && words.peek().is(close));
        }
        words.expect(close);
        return List.copyOf(elements);
    }

    // ------------------------------------------------------------------------------------------------ limits

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

    private static InvalidCelException reserved(Token token, String mend) {
        return Words.wrong(token.start(), "'" + token.value() + "' is a reserved word of CEL", mend, null);
    }

    private static InvalidCelException tooDeep(int at) {
        return Words.wrong(
                at,
                "the text is nested deeper than " + DEEPEST + " levels here",
                "Split the decision over several steps",
                null);
    }
}

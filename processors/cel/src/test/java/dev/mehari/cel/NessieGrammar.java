// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.projectnessie.cel.common.Source;
import org.projectnessie.cel.parser.Options;
import org.projectnessie.cel.parser.Parser;
import org.projectnessie.cel.parser.Parser.ParseResult;
import org.projectnessie.cel.relocated.com.google.api.expr.v1alpha1.Constant;
import org.projectnessie.cel.relocated.com.google.api.expr.v1alpha1.Expr;

/** Reads texts with the parser of cel-standalone 0.5.3 (macros off), and writes both its trees and ours in one way. */
final class NessieGrammar {
    private static final Options OPTIONS =
            Options.builder().macros().maxRecursionDepth(1000).build();

    private NessieGrammar() {}

    /** The tree, empty if the text isn't CEL. */
    static Optional<String> tree(String text) {
        PrintStream err = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream())); // it prints what it finds
        try {
            ParseResult result = Parser.parse(OPTIONS, Source.newTextSource(text));
            return result.hasErrors() ? Optional.empty() : Optional.of(of(result.getExpr()));
        } finally {
            System.setErr(err);
        }
    }

    private static String of(Expr expr) {
        return switch (expr.getExprKindCase()) {
            case CONST_EXPR -> constant(expr.getConstExpr());
            case IDENT_EXPR -> name(expr.getIdentExpr().getName());
            case SELECT_EXPR ->
                "(. " + of(expr.getSelectExpr().getOperand()) + " "
                        + expr.getSelectExpr().getField() + ")";
            case CALL_EXPR -> call(expr);
            case LIST_EXPR -> "(list" + all(expr.getListExpr().getElementsList()) + ")";
            case STRUCT_EXPR ->
                expr.getStructExpr().getMessageName().isEmpty()
                        ? "(map"
                                + expr.getStructExpr().getEntriesList().stream()
                                        .map(e -> " " + of(e.getMapKey()) + " " + of(e.getValue()))
                                        .collect(Collectors.joining())
                                + ")"
                        : "(message)";
            default -> throw new IllegalStateException(expr.toString());
        };
    }

    private static String name(String name) {
        return name.startsWith(".") ? name.substring(1) : name;
    }

    private static String all(List<Expr> parts) {
        return parts.stream().map(e -> " " + of(e)).collect(Collectors.joining());
    }

    private static String call(Expr expr) {
        Expr.Call call = expr.getCallExpr();
        String function = call.getFunction();
        if (function.equals("_&&_") || function.equals("_||_")) {
            List<Expr> operands = new ArrayList<>();
            flatten(expr, function, operands);
            return "(" + function.replace("_", "") + all(operands) + ")";
        }
        String operator =
                switch (function) {
                    case "_?_:_" -> "?:";
                    case "_[_]" -> "[]";
                    case "!_" -> "!";
                    case "-_" -> "neg";
                    case "@in" -> "in";
                    default ->
                        function.startsWith("_") && function.endsWith("_") && function.length() > 2
                                ? function.substring(1, function.length() - 1)
                                : "call " + name(function) + (call.hasTarget() ? " of " + of(call.getTarget()) : "");
                };
        return "(" + operator + all(call.getArgsList()) + ")";
    }

    /** The chain that its balanced tree was made of; brackets within are lost, which changes nothing. */
    private static void flatten(Expr expr, String function, List<Expr> operands) {
        if (expr.getCallExpr().getFunction().equals(function)) {
            expr.getCallExpr().getArgsList().forEach(part -> flatten(part, function, operands));
        } else {
            operands.add(expr);
        }
    }

    private static String constant(Constant constant) {
        return switch (constant.getConstantKindCase()) {
            case BOOL_VALUE -> String.valueOf(constant.getBoolValue());
            case NULL_VALUE -> "null";
            case INT64_VALUE -> String.valueOf(constant.getInt64Value());
            case UINT64_VALUE -> Long.toUnsignedString(constant.getUint64Value()) + "u";
            case DOUBLE_VALUE -> String.valueOf(constant.getDoubleValue());
            case STRING_VALUE -> SafeText.quoted(constant.getStringValue());
            case BYTES_VALUE -> "bytes";
            default -> throw new IllegalStateException(constant.toString());
        };
    }

    // ------------------------------------------------------------------------------------------------ ours

    static String of(Syntax at) {
        if (at instanceof Syntax.Literal literal) {
            Object value = literal.value();
            if (value instanceof Syntax.ByteText) {
                return "bytes";
            }
            return value instanceof String text
                    ? SafeText.quoted(text)
                    : value instanceof Unsigned ? value + "u" : String.valueOf(value);
        } else if (at instanceof Syntax.Name name) {
            return name.name();
        } else if (at instanceof Syntax.Select select) {
            return "(. " + of(select.of()) + " " + select.field() + ")";
        } else if (at instanceof Syntax.Index index) {
            return "([] " + of(index.of()) + " " + of(index.key()) + ")";
        } else if (at instanceof Syntax.Call call) {
            String target = call.target() == null ? "" : " of " + of(call.target());
            return "(call " + call.function() + target + ours(call.arguments()) + ")";
        } else if (at instanceof Syntax.Operation operation) {
            return operation(operation);
        } else if (at instanceof Syntax.ListOf list) {
            return "(list" + ours(list.elements()) + ")";
        } else if (at instanceof Syntax.MapOf map) {
            StringBuilder entries = new StringBuilder("(map");
            for (int i = 0; i < map.keys().size(); i++) {
                entries.append(' ')
                        .append(of(map.keys().get(i)))
                        .append(' ')
                        .append(of(map.values().get(i)));
            }
            return entries.append(')').toString();
        }
        return "(message)";
    }

    private static String operation(Syntax.Operation operation) {
        Operator operator = operation.operator();
        if (operator == Operator.AND || operator == Operator.OR) {
            List<Syntax> operands = new ArrayList<>();
            flatten(operation, operator, operands);
            return "(" + operator.sign() + ours(operands) + ")";
        }
        return "(" + (operator == Operator.NEGATE ? "neg" : operator.sign()) + ours(operation.operands()) + ")";
    }

    private static void flatten(Syntax at, Operator operator, List<Syntax> operands) {
        if (at instanceof Syntax.Operation operation && operation.operator() == operator) {
            operation.operands().forEach(part -> flatten(part, operator, operands));
        } else {
            operands.add(at);
        }
    }

    private static String ours(List<Syntax> parts) {
        return parts.stream().map(part -> " " + of(part)).collect(Collectors.joining());
    }
}

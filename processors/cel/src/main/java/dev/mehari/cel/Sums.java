// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;

/** Types {@code + - * / %} and the sign. */
final class Sums {
    private final Checker checker;
    private final Problems problems;

    Sums(Checker checker) {
        this.checker = checker;
        this.problems = checker.problems();
    }

    Typed of(Syntax.Operation at, Typed leftPart, Typed rightPart) {
        boolean lists = leftPart.isList() || rightPart.isList();
        Typed left = lists ? leftPart.list() : leftPart.scalar();
        Typed right = lists ? rightPart.list() : rightPart.scalar();
        if (left.isWrong() || right.isWrong()) {
            return Typed.wrong(at);
        }
        if (at.operator() == Operator.PLUS && lists) {
            return joined(at, left, right);
        }
        if (left.isText() || right.isText()) {
            return texts(at, left, right);
        }
        if (left.isParam() || right.isParam()) {
            return params(at, left, right);
        }
        if (!left.isNumber() || !right.isNumber()) {
            return refused(at, left.isNumber() ? right : left);
        }
        return numbers(at, left, right);
    }

    private Typed refused(Syntax.Operation at, Typed part) {
        return checker.wrong(
                part.at(),
                "'" + at.operator().sign() + "' can't take " + problems.named(part.at()) + ", which is " + part.type(),
                "It takes numbers of one datatype" + (at.operator() == Operator.PLUS ? ", texts or lists" : ""));
    }

    private Typed joined(Syntax.Operation at, Typed left, Typed right) {
        if (!left.isList() || !right.isList()) {
            return refused(at, left.isList() ? right : left);
        }
        Unified unified = checker.unify(at, List.of(left, right), "the two lists");
        return joined(at, unified);
    }

    private Typed joined(Syntax.Operation at, Unified unified) {
        if (unified.type() == Type.Plain.WRONG) {
            return Typed.wrong(at);
        }
        Type.ListOf type = (Type.ListOf) unified.type();
        Term term = new Lists.Joined(
                unified.parts().get(0).term(),
                unified.parts().get(1).term(),
                type.element().held());
        Typed.Open open = unified.isOpen() ? datatype -> joined(at, unified.as(datatype)) : null;
        return new Typed(at, type, checker.withLocals(term), open, null);
    }

    private Typed texts(Syntax.Operation at, Typed left, Typed right) {
        if (at.operator() != Operator.PLUS) {
            return refused(at, left.isText() ? left : right);
        }
        Typed other = left.isText() ? right : left;
        if (!other.isText() && !other.isParam()) {
            boolean convertible = other.isNumber() || other.type() == Type.Plain.BOOL;
            problems.add(
                    other.at(),
                    "'+' can't join text and " + problems.named(other.at()) + ", which is " + other.type(),
                    "Convert it with string()",
                    convertible ? "string(" + problems.written(other.at()) + ")" : null);
            return Typed.wrong(at);
        }
        return new Typed(at, Type.Plain.TEXT, new Texts.Joined(checker.text(left), checker.text(right)));
    }

    /** With a parameter, whose kind is known when it is sent: INT64 and FP64 only meet their like, literals fit both. */
    private Typed params(Syntax.Operation at, Typed left, Typed right) {
        Typed other = left.isParam() ? right : left;
        boolean likely = other.isParam()
                || other.isOpen()
                || other.isNumber() && (other.datatype() == Datatype.INT64 || other.datatype() == Datatype.FP64);
        if (other.isNumber() && !likely) {
            Typed param = left.isParam() ? left : right;
            return checker.wrong(
                    at,
                    problems.named(other.at()) + " is " + other.type() + ", a parameter is INT64 or FP64",
                    "Convert both: double(" + problems.quote(param.at()) + ") and double(" + problems.quote(other.at())
                            + ")");
        }
        if (!likely) {
            return refused(at, other);
        }
        Term term = new Arithmetic.OfAny(
                at.operator(),
                Checker.boxed(left).term(),
                left.number() != null,
                Checker.boxed(right).term(),
                right.number() != null);
        return new Typed(at, Type.Plain.PARAM, term);
    }

    private Typed numbers(Syntax.Operation at, Typed left, Typed right) {
        if (!left.isOpen() && !right.isOpen() && left.datatype() != right.datatype()) {
            return checker.wrong(
                    at,
                    "'" + at.operator().sign() + "' takes numbers of one datatype: " + problems.named(left.at())
                            + " is " + left.type() + ", " + problems.named(right.at()) + " is " + right.type(),
                    "Convert both with double() or int()");
        }
        Unified unified = checker.unify(at, List.of(left, right), "the two sides");
        if (unified.type() == Type.Plain.WRONG) {
            return Typed.wrong(at);
        }
        return computed(at, unified.parts().get(0), unified.parts().get(1));
    }

    private Typed computed(Syntax.Operation at, Typed left, Typed right) {
        Datatype datatype = left.datatype();
        if (at.operator() == Operator.MODULO && datatype.isFloat()) {
            return checker.wrong(
                    at, "'%' takes integers, this is " + datatype, "Convert with int(), or write a comparison");
        }
        Term term = Arithmetic.of(at.operator(), datatype, left.term(), right.term());
        if (left.number() != null && right.number() != null) {
            try {
                return checker.literals().number(at, folded(at.operator(), datatype, left, right));
            } catch (InferenceException e) {
                // An error of the condition's own: it is told when it is met, as '||' may absorb it.
                return new Typed(at, Type.number(datatype), term);
            }
        }
        return new Typed(at, Type.number(datatype), term);
    }

    private static Object folded(Operator operator, Datatype datatype, Typed left, Typed right) {
        Constant a = (Constant) left.term();
        Constant b = (Constant) right.term();
        return datatype.isFloat()
                ? (Object) Arithmetic.compute(operator, datatype, a.real(), b.real())
                : Literals.number(
                        Constant.of(Arithmetic.compute(operator, datatype, a.integer(), b.integer())), datatype);
    }

    Typed negated(Syntax.Operation at, Typed part) {
        Typed operand = part.scalar();
        if (operand.isWrong()) {
            return operand;
        }
        if (operand.isParam()) {
            return new Typed(at, Type.Plain.PARAM, new Arithmetic.NegatedAny(operand.term()));
        }
        if (!operand.isNumber()) {
            return checker.wrong(
                    at,
                    "'-' can't take " + problems.named(operand.at()) + ", which is " + operand.type(),
                    operand.type() == Type.Plain.BOOL ? "Write '!'" : "Write a number");
        }
        if (operand.datatype().isUnsigned()) {
            return checker.wrong(
                    at,
                    "'-' can't take " + problems.named(operand.at()) + ", which is " + operand.type(),
                    "Convert it: -int(" + problems.quote(operand.at()) + ")");
        }
        return negated(at, operand, operand.datatype());
    }

    private Typed negated(Syntax.Operation at, Typed operand, Datatype datatype) {
        if (operand.number() instanceof Long integer && integer != Long.MIN_VALUE) {
            return checker.literals().number(at, -integer);
        }
        if (operand.number() instanceof Double real) {
            return checker.literals().number(at, -real);
        }
        Typed taken = operand.as(datatype);
        if (taken.isWrong()) {
            return taken;
        }
        Typed.Open open = operand.isOpen() ? other -> negated(at, operand, other) : null;
        return new Typed(at, Type.number(datatype), Arithmetic.negated(datatype, taken.term()), open, null);
    }
}

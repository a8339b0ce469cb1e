// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;

/*
 * How a text becomes terms
 * ========================
 *
 * CEL's own checker knows neither datatypes narrower than 64 bits nor categories, rejects 'age > 20' for a double age, and
 * accepts 'region == 5' for a text. So the tree is typed here, bottom up, by GRAPH.md rules 14 and 15, and each part is
 * turned into the term that evaluates it on the way. Three ideas carry it:
 *
 * 1. Places. A path such as scale.output.months isn't built from values: a node and an object of columns are no values,
 *    only the column at its end is. Names follows paths first; what it calls a place becomes a term here, whole.
 *
 * 2. Open numbers. A literal has no datatype until it meets one. Typed.open is a way to make the same term again in another
 *    datatype; what is made of literals only (a list of them, a choice between them, their sum) is open as well. Where two
 *    sides meet, the open one takes the fixed one's datatype, or says that it can't hold the number.
 *
 * 3. One wrong thing, one problem. What has been reported is typed WRONG, and nothing is said about what follows from it.
 *    Checking goes on beside it, so that all problems of a text are told at once.
 *
 * Parameters are the only values whose kind isn't known here. Their terms carry objects (Type.Held.ANY), and whoever needs a
 * certain kind unboxes; comparisons ask Term.sent, which may be null, as an absent parameter makes them false.
 */

/** Types a text and builds its terms. Confined to one check. */
final class Checker {
    private final CelScope scope;
    private final Problems problems;
    private final Names names;
    private final Literals literals;
    private final Places places;
    private final Unifier unifier;
    private final Containers containers;
    private final Relations relations;
    private final Sums sums;
    private final Functions functions;
    private boolean needsLocals;

    Checker(CelScope scope, Problems problems) {
        this.scope = scope;
        this.problems = problems;
        this.names = new Names(scope, problems);
        this.literals = new Literals(problems);
        this.places = new Places(this);
        this.unifier = new Unifier(problems);
        this.containers = new Containers(this);
        this.relations = new Relations(this);
        this.sums = new Sums(this);
        this.functions = new Functions(this);
    }

    CelScope scope() {
        return scope;
    }

    Problems problems() {
        return problems;
    }

    Names names() {
        return names;
    }

    Literals literals() {
        return literals;
    }

    Relations relations() {
        return relations;
    }

    /** Brings parts to one type, see {@link Unifier}. */
    Unified unify(Syntax at, List<Typed> parts, String what) {
        return unifier.of(at, parts, what);
    }

    boolean needsLocals() {
        return needsLocals;
    }

    /** The term goes over elements of its own. */
    <T extends Term> T withLocals(T term) {
        needsLocals = true;
        return term;
    }

    Typed wrong(Syntax at, String message, String mend) {
        problems.add(at, message, mend);
        return Typed.wrong(at);
    }

    // ------------------------------------------------------------------------------------------------ syntax

    Typed check(Syntax at) {
        Place place = names.place(at);
        if (place != null) {
            return places.value(place, at);
        }
        if (at instanceof Syntax.Literal literal) {
            return literal(literal);
        } else if (at instanceof Syntax.Name name) {
            return variable(name);
        } else if (at instanceof Syntax.Select select) {
            return containers.select(select);
        } else if (at instanceof Syntax.Index index) {
            return containers.index(index);
        } else if (at instanceof Syntax.Call call) {
            return functions.call(call);
        } else if (at instanceof Syntax.Operation operation) {
            return operation(operation);
        } else if (at instanceof Syntax.ListOf list) {
            return containers.list(list);
        } else if (at instanceof Syntax.MapOf map) {
            return containers.map(map);
        }
        return wrong(at, problems.named(at) + " makes a message, which no tensor holds", "Write a list or a map");
    }

    private Typed literal(Syntax.Literal at) {
        Object value = at.value();
        if (value == null) {
            return wrong(
                    at, "nothing is null here", "Ask has(params.x), isNaN(x) for a number, x == \"\" for a category");
        } else if (value instanceof Boolean truth) {
            return new Typed(at, Type.Plain.BOOL, Constant.of(truth.booleanValue()));
        } else if (value instanceof String text) {
            return new Typed(at, Type.Plain.TEXT, Constant.of(text));
        } else if (value instanceof Syntax.ByteText) {
            String text = problems.written(at);
            return wrong(at, "bytes are compared as text", "Remove the 'b' before " + text.substring(1));
        }
        return literals.number(at, value);
    }

    private Typed variable(Syntax.Name at) {
        Names.Variable variable = names.variable(at.name());
        if (variable == null) {
            throw new IllegalStateException(at.name() + " is no place and no variable");
        }
        return new Typed(at, variable.type(), new Locals.Variable(variable.slot()));
    }

    private Typed operation(Syntax.Operation at) {
        return switch (at.operator()) {
            case NOT ->
                new Typed(
                        at,
                        Type.Plain.BOOL,
                        new Logic.Not(truth(check(at.operands().get(0)))));
            case AND -> new Typed(at, Type.Plain.BOOL, Logic.chain(false, truths(at.operands())));
            case OR -> new Typed(at, Type.Plain.BOOL, Logic.chain(true, truths(at.operands())));
            case CHOOSE -> choose(at);
            case NEGATE -> sums.negated(at, check(at.operands().get(0)));
            case PLUS, MINUS, TIMES, DIVIDE, MODULO ->
                sums.of(at, check(at.operands().get(0)), check(at.operands().get(1)));
            case IN -> relations.in(at);
            default ->
                relations.of(
                        at, check(at.operands().get(0)), check(at.operands().get(1)));
        };
    }

    private Term[] truths(List<Syntax> operands) {
        return operands.stream().map(operand -> truth(check(operand))).toArray(Term[]::new);
    }

    private Typed choose(Syntax.Operation at) {
        Term condition = truth(check(at.operands().get(0)));
        Typed then = check(at.operands().get(1));
        Typed otherwise = check(at.operands().get(2));
        Unified unified = unify(at, List.of(then, otherwise), "the two sides of ':'");
        return chosen(at, condition, unified);
    }

    private Typed chosen(Syntax.Operation at, Term condition, Unified unified) {
        if (unified.type() == Type.Plain.WRONG) {
            return Typed.wrong(at);
        }
        Typed then = unified.parts().get(0);
        Typed otherwise = unified.parts().get(1);
        Term term = new Logic.Choose(condition, then.term(), otherwise.term());
        Typed.Open open = unified.isOpen() ? datatype -> chosen(at, condition, unified.as(datatype)) : null;
        return new Typed(at, unified.type(), term, open, null);
    }

    // ------------------------------------------------------------------------------------------------ wanted kinds

    /** A term that is BOOL; reports if the part isn't. */
    Term truth(Typed typed) {
        Typed scalar = typed.scalar();
        if (scalar.isParam()) {
            return unboxed(scalar);
        }
        if (scalar.type() != Type.Plain.BOOL && !scalar.isWrong()) {
            String written = problems.quote(scalar.at());
            problems.add(
                    scalar.at(),
                    problems.named(scalar.at()) + " is " + scalar.type() + ", where yes or no is wanted",
                    scalar.isNumber()
                            ? "Compare it, as in " + written + " > 0"
                            : scalar.isText() ? "Compare it, as in " + written + " == \"…\"" : "Write a condition");
        }
        return scalar.term();
    }

    /** A term that is text; reports if the part isn't. */
    Term text(Typed typed) {
        Typed scalar = typed.scalar();
        if (scalar.isParam()) {
            return unboxed(scalar);
        }
        if (!scalar.isText() && !scalar.isWrong()) {
            String written = problems.written(scalar.at());
            boolean convertible = scalar.isNumber() || scalar.type() == Type.Plain.BOOL;
            problems.add(
                    scalar.at(),
                    problems.named(scalar.at()) + " is " + scalar.type() + ", where text is wanted",
                    convertible ? "Convert it with string()" : "Write a text",
                    convertible ? "string(" + written + ")" : null);
        }
        return scalar.term();
    }

    /** A parameter's term, to be read as one kind. */
    Term unboxed(Typed param) {
        return new RequestTerms.Unboxed(param.term(), problems.named(param.at()));
    }

    /** A part of a known kind as a parameter would be. */
    static Typed boxed(Typed typed) {
        return typed.isParam()
                ? typed
                : new Typed(typed.at(), Type.Plain.PARAM, new RequestTerms.Boxed(typed.term(), typed.type()));
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

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
    private static final CelInput NOTHING = new NoInput();

    private final CelScope scope;
    private final Problems problems;
    private final Names names;
    private final Literals literals;
    private final Relations relations;
    private final Sums sums;
    private final Functions functions;
    private boolean needsLocals;

    Checker(CelScope scope, Problems problems) {
        this.scope = scope;
        this.problems = problems;
        this.names = new Names(scope, problems);
        this.literals = new Literals(problems);
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

    // ------------------------------------------------------------------------------------------------ all kinds of
    // syntax

    Typed check(Syntax at) {
        Place place = names.place(at);
        if (place != null) {
            return value(place, at);
        }
        if (at instanceof Syntax.Literal literal) {
            return literal(literal);
        } else if (at instanceof Syntax.Name name) {
            return variable(name);
        } else if (at instanceof Syntax.Select select) {
            return select(select);
        } else if (at instanceof Syntax.Index index) {
            return index(index);
        } else if (at instanceof Syntax.Call call) {
            return functions.call(call);
        } else if (at instanceof Syntax.Operation operation) {
            return operation(operation);
        } else if (at instanceof Syntax.ListOf list) {
            return list(list);
        } else if (at instanceof Syntax.MapOf map) {
            return map(map);
        }
        return wrong(
                at, "'" + problems.quote(at) + "' makes a message, which no tensor holds", "Write a list or a map");
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
            case AND -> new Typed(at, Type.Plain.BOOL, Logic.Chain.and(truths(at.operands())));
            case OR -> new Typed(at, Type.Plain.BOOL, Logic.Chain.or(truths(at.operands())));
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

    // ------------------------------------------------------------------------------------------------ places

    private Typed value(Place place, Syntax at) {
        if (place instanceof Place.Header header) {
            return new Typed(at, Type.Plain.TEXT, new RequestTerms.Header(header.name()));
        } else if (place instanceof Place.Param param) {
            return new Typed(at, Type.Plain.PARAM, new RequestTerms.Param(param.name()));
        } else if (place instanceof Place.OfRequest field) {
            Term term = field.field().equals("id") ? new RequestTerms.Id() : new RequestTerms.Caller();
            return new Typed(at, Type.Plain.TEXT, term);
        } else if (place instanceof Place.Column column) {
            return column(column, at);
        } else if (place instanceof Place.Tensor tensor && !tensor.type().hasFeatures()) {
            return tensor(tensor, at);
        }
        names.reportNoValue(place, at);
        return Typed.wrong(at);
    }

    private Typed column(Place.Column column, Syntax at) {
        TensorType type = column.tensor().type();
        int rank = scope.batch() ? 2 : 1;
        if (type.shape() != null && type.shape().rank() != rank) {
            return rank(column.tensor(), at);
        }
        int reference = names.use(column.tensor().reference());
        int stride = scope.batch() ? type.features().size() : 0;
        Feature feature = type.features().get(column.index());
        if (feature.isCategorical() && type.datatype() != Datatype.BYTES) {
            return new Typed(
                    at,
                    new Type.Category(feature),
                    new Columns.CategoryColumn(
                            reference, stride, column.index(), feature.name(), feature.categories()));
        }
        return new Typed(at, Type.of(type.datatype()), new Columns.Column(reference, stride, column.index()));
    }

    private Typed tensor(Place.Tensor tensor, Syntax at) {
        TensorType type = tensor.type();
        Type element = Type.of(type.datatype());
        Shape shape = type.shape();
        if (shape == null) {
            int reference = names.use(tensor.reference());
            Term term = new Columns.Unranked(reference, tensor.reference().toString(), type.datatype());
            return new Typed(at, new Type.Unranked(element), term);
        }
        if (isScalar(shape)) {
            int reference = names.use(tensor.reference());
            return new Typed(at, element, new Columns.Column(reference, scope.batch() ? 1 : 0, 0));
        }
        if (shape.rank() != (scope.batch() ? 2 : 1)) {
            return rank(tensor, at);
        }
        int reference = names.use(tensor.reference());
        return new Typed(at, new Type.ListOf(element), new Columns.Row(reference));
    }

    private boolean isScalar(Shape shape) {
        return scope.batch() ? shape.rank() == 1 || shape.rank() == 2 && shape.dim(1) == 1 : shape.rank() == 0;
    }

    private Typed rank(Place.Tensor tensor, Syntax at) {
        String what = "'" + tensor.reference() + "' is " + tensor.type() + ", ";
        if (scope.batch()
                && tensor.type().shape() != null
                && tensor.type().shape().rank() == 0) {
            return wrong(at, what + "which has no rows", "Give it a batch dimension, [-1]");
        }
        return wrong(
                at,
                what + "CEL sees " + (scope.batch() ? "[n], [n, 1] and [n, k]" : "rank 0 and 1"),
                "Reduce it in a step before");
    }

    // ------------------------------------------------------------------------------------------------ lists and maps

    private Typed list(Syntax.ListOf at) {
        Unified unified = unify(at, at.elements().stream().map(this::check).toList(), "a list's elements");
        return list(at, unified);
    }

    private Typed list(Syntax at, Unified unified) {
        if (unified.type() == Type.Plain.WRONG) {
            return Typed.wrong(at);
        }
        Typed.Open open = unified.isOpen() ? datatype -> list(at, unified.as(datatype)) : null;
        return new Typed(at, new Type.ListOf(unified.type()), made(unified), open, null);
    }

    /** A term of the list; made once if all is constant. */
    private Term made(Unified unified) {
        Term[] elements = unified.parts().stream().map(Typed::term).toArray(Term[]::new);
        Term made = new Lists.Made(elements, unified.type().held());
        return areConstant(elements) ? Constant.held(made.list(NOTHING, -1, new Locals(0))) : withLocals(made);
    }

    private static boolean areConstant(Term[] terms) {
        for (Term term : terms) {
            if (!(term instanceof Constant)) {
                return false;
            }
        }
        return true;
    }

    private Typed map(Syntax.MapOf at) {
        Unified keys = unify(at, at.keys().stream().map(this::check).toList(), "a map's keys");
        Unified values = unify(at, at.values().stream().map(this::check).toList(), "a map's values");
        if (keys.type() == Type.Plain.WRONG || values.type() == Type.Plain.WRONG) {
            return Typed.wrong(at);
        }
        boolean keyed =
                switch (keys.type().held()) {
                    case TRUTH, INTEGER, TEXT -> true;
                    default -> keys.type() == Type.Plain.NOTHING;
                };
        if (!keyed) {
            return wrong(at, "a map's keys can't be " + keys.type(), "Write texts, whole numbers or true and false");
        }
        Term[] keyTerms = keys.parts().stream().map(Typed::term).toArray(Term[]::new);
        Term valueTerm = made(values);
        Term map = new Lists.MadeMap(keyTerms, keys.type(), valueTerm);
        if (areConstant(keyTerms) && valueTerm instanceof Constant) {
            try {
                map = Constant.held(map.map(NOTHING, -1, new Locals(0)));
            } catch (InferenceException e) {
                return wrong(at, "the map has a key twice", "Remove one of the two");
            }
        } else {
            withLocals(map);
        }
        return new Typed(at, new Type.MapOf(keys.type(), values.type()), map);
    }

    private Typed select(Syntax.Select at) {
        Typed of = check(at.of());
        if (of.isWrong()) {
            return of;
        }
        if (of.type() instanceof Type.MapOf map) {
            return entry(at, of, map, new Typed(at, Type.Plain.TEXT, Constant.of(at.field())));
        }
        problems.add(
                at.at(),
                "'" + problems.quote(at.of()) + "' is " + of.type() + " and has nothing named '" + at.field() + "'",
                "Remove '." + at.field() + "'");
        return Typed.wrong(at);
    }

    private Typed index(Syntax.Index at) {
        Typed of = check(at.of()).list();
        Typed key = check(at.key()).scalar();
        if (of.isWrong() || key.isWrong()) {
            return Typed.wrong(at);
        }
        if (of.type() instanceof Type.MapOf map) {
            return entry(at, of, map, key);
        }
        if (!of.isList()) {
            return wrong(
                    at.key(),
                    "'" + problems.quote(at.of()) + "' is " + of.type() + ", not a list",
                    "Remove the brackets");
        }
        return element(at, of, key);
    }

    private Typed element(Syntax.Index at, Typed of, Typed key) {
        if (key.isParam()) {
            key = new Typed(at, Type.number(Datatype.INT64), unboxed(key));
        } else if (key.isOpen()) {
            key = key.as(Datatype.INT64);
        }
        if (key.isWrong()) {
            return key;
        }
        if (!key.isNumber() || key.datatype().isFloat()) {
            String mend = key.isNumber() ? "Convert it: int(" + problems.quote(at.key()) + ")" : "Write a whole number";
            return wrong(at.key(), "a position in a list is an integer, this is " + key.type(), mend);
        }
        Term position = key.term();
        if (position instanceof Constant constant) {
            Long length = knownLength(at.of());
            if (constant.integer() < 0 || length != null && constant.integer() >= length) {
                return wrong(
                        at.key(),
                        "'" + problems.quote(at.of()) + "' has no element " + constant.integer(),
                        length == null ? "Positions begin with 0" : "Write 0 to " + (length - 1));
            }
            Place place = names.place(at.of());
            if (length != null && place instanceof Place.Tensor tensor) {
                int stride = scope.batch() ? length.intValue() : 0;
                int reference = names.use(tensor.reference());
                return new Typed(at, of.element(), new Columns.Column(reference, stride, (int) constant.integer()));
            }
        }
        return new Typed(at, of.element(), new Lists.Element(of.term(), position));
    }

    /** The length of a tensor's row, if it is known. */
    private @Nullable Long knownLength(Syntax at) {
        if (!(names.place(at) instanceof Place.Tensor tensor)) {
            return null;
        }
        Shape shape = tensor.type().shape();
        int last = scope.batch() ? 1 : 0;
        return shape == null || shape.rank() != last + 1 || shape.dim(last) == Shape.DYNAMIC ? null : shape.dim(last);
    }

    private Typed entry(Syntax at, Typed of, Type.MapOf map, Typed key) {
        Typed fitted = relations.asKey(key, map.key());
        if (fitted.isWrong()) {
            return fitted;
        }
        return new Typed(at, map.value(), new Lists.Entry(of.term(), fitted.term(), fitted.type()));
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
                    "'" + written + "' is " + scalar.type() + ", where yes or no is wanted",
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
                    "'" + problems.quote(scalar.at()) + "' is " + scalar.type() + ", where text is wanted",
                    convertible ? "Convert it with string()" : "Write a text",
                    convertible ? "string(" + written + ")" : null);
        }
        return scalar.term();
    }

    /** A parameter's term, to be read as one kind. */
    Term unboxed(Typed param) {
        return new RequestTerms.Unboxed(param.term(), "'" + problems.quote(param.at()) + "'");
    }

    /** A part of a known kind as a parameter would be. */
    Typed boxed(Typed typed) {
        return typed.isParam()
                ? typed
                : new Typed(typed.at(), Type.Plain.PARAM, new RequestTerms.Boxed(typed.term(), typed.type()));
    }

    // ------------------------------------------------------------------------------------------------ one type for
    // several parts

    /** Parts brought to one type. */
    record Unified(Type type, List<Typed> parts) {
        boolean isOpen() {
            return !parts.isEmpty() && parts.stream().allMatch(Typed::isOpen);
        }

        /** All parts in a datatype; for open parts. */
        Unified as(Datatype datatype) {
            List<Typed> retyped = parts.stream().map(part -> part.as(datatype)).toList();
            boolean wrong = retyped.stream().anyMatch(Typed::isWrong);
            return new Unified(wrong ? Type.Plain.WRONG : retyped.get(0).type(), retyped);
        }
    }

    /** Finds the type that all parts have or can take; reports if there is none. */
    Unified unify(Syntax at, List<Typed> parts, String what) {
        if (parts.isEmpty()) {
            return new Unified(Type.Plain.NOTHING, parts);
        }
        if (parts.stream().anyMatch(Typed::isWrong)) {
            return new Unified(Type.Plain.WRONG, parts);
        }
        Type first = parts.get(0).type();
        if (parts.stream().allMatch(part -> part.type().equals(first))) {
            return new Unified(first, parts);
        }
        boolean lists = parts.stream().anyMatch(Typed::isList);
        List<Typed> ranked =
                parts.stream().map(lists ? Typed::list : Typed::scalar).toList();
        Unified unified = lists ? ofLists(ranked) : ofScalars(ranked);
        if (unified != null) {
            return unified;
        }
        reportMixed(at, ranked, what);
        return new Unified(Type.Plain.WRONG, ranked);
    }

    private void reportMixed(Syntax at, List<Typed> parts, String what) {
        Typed first = parts.get(0);
        Typed other = parts.stream()
                .filter(part -> !part.type().equals(first.type()))
                .findFirst()
                .orElse(first);
        boolean numbers = first.isNumber() && other.isNumber();
        problems.add(
                at,
                what + " are of two kinds: '" + problems.quote(first.at()) + "' is " + first.type() + ", '"
                        + problems.quote(other.at()) + "' is " + other.type(),
                numbers ? "Convert both with double() or int()" : "Bring them to one kind");
    }

    private @Nullable Unified ofScalars(List<Typed> parts) {
        if (parts.stream().allMatch(Typed::isNumber)) {
            return ofNumbers(parts);
        }
        if (parts.stream().allMatch(Typed::isText)) {
            Type first = parts.get(0).type();
            boolean same = parts.stream().allMatch(part -> part.type().equals(first));
            return new Unified(same ? first : Type.Plain.TEXT, parts);
        }
        boolean plain = parts.stream()
                .allMatch(part -> part.isParam() || part.isNumber() || part.isText() || part.type() == Type.Plain.BOOL);
        if (plain && parts.stream().anyMatch(Typed::isParam)) {
            return new Unified(Type.Plain.PARAM, parts.stream().map(this::boxed).toList());
        }
        Type first = parts.get(0).type();
        return parts.stream().allMatch(part -> part.type().equals(first)) ? new Unified(first, parts) : null;
    }

    private static @Nullable Unified ofNumbers(List<Typed> parts) {
        List<Datatype> fixed = parts.stream()
                .filter(part -> !part.isOpen())
                .map(Typed::datatype)
                .distinct()
                .toList();
        if (fixed.size() > 1) {
            return null;
        }
        Datatype common =
                fixed.isEmpty() ? widest(parts.stream().map(Typed::datatype).toList()) : fixed.get(0);
        return all(parts, common);
    }

    private static Unified all(List<Typed> parts, Datatype common) {
        List<Typed> retyped = new ArrayList<>();
        boolean wrong = false;
        boolean open = parts.stream().allMatch(Typed::isOpen);
        for (Typed part : parts) {
            Typed taken = part.as(common);
            wrong |= taken.isWrong();
            // All open: they stay so, in the meantime as the widest of them.
            retyped.add(
                    open && !taken.isWrong()
                            ? new Typed(part.at(), taken.type(), taken.term(), part.open(), part.number())
                            : taken);
        }
        return new Unified(wrong ? Type.Plain.WRONG : retyped.get(0).type(), retyped);
    }

    /** Of literals' own datatypes: FP64 before UINT64 before INT64. */
    private static Datatype widest(List<Datatype> datatypes) {
        return datatypes.contains(Datatype.FP64)
                ? Datatype.FP64
                : datatypes.contains(Datatype.UINT64) ? Datatype.UINT64 : datatypes.get(0);
    }

    private @Nullable Unified ofLists(List<Typed> parts) {
        if (!parts.stream().allMatch(Typed::isList)) {
            return null;
        }
        List<Type> elements = parts.stream()
                .map(Typed::element)
                .filter(element -> element != Type.Plain.NOTHING)
                .distinct()
                .toList();
        if (elements.size() == 1) {
            return new Unified(new Type.ListOf(elements.get(0)), parts);
        }
        if (elements.stream().allMatch(element -> element.held() == Type.Held.TEXT)) {
            return new Unified(new Type.ListOf(Type.Plain.TEXT), parts);
        }
        if (!elements.stream().allMatch(element -> element instanceof Type.Number)) {
            return null;
        }
        List<Datatype> fixed = parts.stream()
                .filter(part -> !part.isOpen() && part.element() instanceof Type.Number)
                .map(part -> ((Type.Number) part.element()).datatype())
                .distinct()
                .toList();
        if (fixed.size() > 1) {
            return null;
        }
        List<Datatype> all = elements.stream()
                .map(element -> ((Type.Number) element).datatype())
                .toList();
        return all(parts, fixed.isEmpty() ? widest(all) : fixed.get(0));
    }

    /** The request of constants. */
    private static final class NoInput implements CelInput {
        @Override
        public Tensor tensor(int reference) {
            throw new IllegalStateException("a constant reads no tensor");
        }

        @Override
        public String header(String name) {
            throw new IllegalStateException("a constant reads no header");
        }

        @Override
        public boolean hasHeader(String name) {
            throw new IllegalStateException("a constant reads no header");
        }

        @Override
        public @Nullable Object param(String name) {
            throw new IllegalStateException("a constant reads no parameter");
        }

        @Override
        public String requestId() {
            throw new IllegalStateException("a constant reads no request");
        }

        @Override
        public String caller() {
            throw new IllegalStateException("a constant reads no request");
        }
    }
}

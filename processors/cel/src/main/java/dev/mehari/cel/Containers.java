// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Types lists and maps that are written out, and reading from them. */
final class Containers {
    private static final CelInput NOTHING = new NoInput();

    private final Checker checker;
    private final CelScope scope;
    private final Problems problems;
    private final Names names;

    Containers(Checker checker) {
        this.checker = checker;
        this.scope = checker.scope();
        this.problems = checker.problems();
        this.names = checker.names();
    }

    Typed list(Syntax.ListOf at) {
        Unified unified =
                checker.unify(at, at.elements().stream().map(checker::check).toList(), "a list's elements");
        return list(at, unified.ofElements());
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
        return areConstant(elements) ? Constant.held(made.list(NOTHING, -1, new Locals(0))) : checker.withLocals(made);
    }

    private static boolean areConstant(Term[] terms) {
        for (Term term : terms) {
            if (!(term instanceof Constant)) {
                return false;
            }
        }
        return true;
    }

    Typed map(Syntax.MapOf at) {
        Unified keys = checker.unify(at, at.keys().stream().map(checker::check).toList(), "a map's keys")
                .ofElements();
        Unified values = checker.unify(
                        at, at.values().stream().map(checker::check).toList(), "a map's values")
                .ofElements();
        if (keys.type() == Type.Plain.WRONG || values.type() == Type.Plain.WRONG) {
            return Typed.wrong(at);
        }
        boolean keyed =
                switch (keys.type().held()) {
                    case TRUTH, INTEGER, TEXT -> true;
                    default -> keys.type() == Type.Plain.NOTHING;
                };
        if (!keyed) {
            return checker.wrong(
                    at, "a map's keys can't be " + keys.type(), "Write texts, whole numbers or true and false");
        }
        Term[] keyTerms = keys.parts().stream().map(Typed::term).toArray(Term[]::new);
        Term valueTerm = made(values);
        Term map = new Maps.Made(keyTerms, keys.type(), valueTerm);
        if (areConstant(keyTerms) && valueTerm instanceof Constant) {
            try {
                map = Constant.held(map.map(NOTHING, -1, new Locals(0)));
            } catch (InferenceException e) {
                return checker.wrong(at, "the map has a key twice", "Remove one of the two");
            }
        } else {
            checker.withLocals(map);
        }
        return new Typed(at, new Type.MapOf(keys.type(), values.type()), map);
    }

    Typed select(Syntax.Select at) {
        Typed of = checker.check(at.of());
        if (of.isWrong()) {
            return of;
        }
        if (of.type() instanceof Type.MapOf map) {
            return entry(at, of, map, new Typed(at, Type.Plain.TEXT, Constant.of(at.field())));
        }
        problems.add(
                at.at(),
                problems.named(at.of()) + " is " + of.type() + " and has nothing named '" + at.field() + "'",
                "Remove '." + at.field() + "'");
        return Typed.wrong(at);
    }

    Typed index(Syntax.Index at) {
        Typed of = checker.check(at.of()).list();
        Typed key = checker.check(at.key()).scalar();
        if (of.isWrong() || key.isWrong()) {
            return Typed.wrong(at);
        }
        if (of.type() instanceof Type.MapOf map) {
            return entry(at, of, map, key);
        }
        if (!of.isList()) {
            return checker.wrong(
                    at.key(), problems.named(at.of()) + " is " + of.type() + ", not a list", "Remove the brackets");
        }
        return element(at, of, key);
    }

    private Typed element(Syntax.Index at, Typed of, Typed key) {
        if (key.isParam()) {
            key = new Typed(at, Type.number(Datatype.INT64), checker.unboxed(key));
        } else if (key.isOpen()) {
            key = key.as(Datatype.INT64);
        }
        if (key.isWrong()) {
            return key;
        }
        if (!key.isNumber() || key.datatype().isFloat()) {
            String mend = key.isNumber() ? "Convert it: int(" + problems.quote(at.key()) + ")" : "Write a whole number";
            return checker.wrong(at.key(), "a position in a list is an integer, this is " + key.type(), mend);
        }
        Term position = key.term();
        if (position instanceof Constant constant) {
            Long length = knownLength(at.of());
            if (constant.integer() < 0 || length != null && constant.integer() >= length) {
                return checker.wrong(
                        at.key(),
                        problems.named(at.of()) + " has no element " + constant.integer(),
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
        Typed fitted = checker.relations().asKey(key, map.key());
        if (fitted.isWrong()) {
            return fitted;
        }
        return new Typed(at, map.value(), new Maps.Entry(of.term(), fitted.term(), fitted.type()));
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

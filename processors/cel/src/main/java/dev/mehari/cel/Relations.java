// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.Feature;
import org.jspecify.annotations.Nullable;

/** Types comparisons and {@code in}. */
final class Relations {
    private final Checker checker;
    private final Problems problems;

    Relations(Checker checker) {
        this.checker = checker;
        this.problems = checker.problems();
    }

    Typed of(Syntax.Operation at, Typed leftPart, Typed rightPart) {
        boolean lists = leftPart.isList() || rightPart.isList();
        Typed left = lists ? leftPart.list() : leftPart.scalar();
        Typed right = lists ? rightPart.list() : rightPart.scalar();
        Typed answer = new Typed(at, Type.Plain.BOOL, Constant.of(false));
        if (left.isWrong() || right.isWrong()) {
            return answer; // it is BOOL, whatever its sides are
        }
        boolean equality = at.operator().isEquality();
        if (!checkCategory(left, right, equality) || !checkCategory(right, left, equality)) {
            return answer;
        }
        Term term = term(at.operator(), left, right);
        if (term != null) {
            return new Typed(at, Type.Plain.BOOL, term);
        }
        report(at, left, right);
        return answer;
    }

    private @Nullable Term term(Operator operator, Typed left, Typed right) {
        if (left.isNumber() && right.isNumber()) {
            return numbers(operator, left, right);
        }
        if (left.isText() && right.isText()) {
            Term category = operator.isEquality() ? category(operator, left, right) : null;
            return category != null ? category : new Comparison.OfTexts(operator, left.term(), right.term());
        }
        if (left.type() == Type.Plain.BOOL && right.type() == Type.Plain.BOOL) {
            return new Comparison.OfTruths(operator, left.term(), right.term());
        }
        if (left.isParam() && isSendable(right) || right.isParam() && isSendable(left)) {
            return new Comparison.OfAny(
                    operator, Checker.boxed(left).term(), Checker.boxed(right).term());
        }
        return left.isList() && right.isList() && operator.isEquality() ? lists(operator, left, right) : null;
    }

    private static boolean isSendable(Typed typed) {
        return typed.isParam() || typed.isNumber() || typed.isText() || typed.type() == Type.Plain.BOOL;
    }

    /** A literal takes the other side's datatype; two fixed ones are compared by value. */
    private static Term numbers(Operator operator, Typed left, Typed right) {
        Typed a = !right.isOpen() ? left.as(right.datatype()) : left;
        Typed b = !left.isOpen() ? right.as(left.datatype()) : right;
        if (a.isWrong() || b.isWrong()) {
            return Constant.of(false);
        }
        return Comparison.ofNumbers(operator, a.term(), a.datatype(), b.term(), b.datatype());
    }

    private @Nullable Term lists(Operator operator, Typed left, Typed right) {
        Typed a = fitted(left, right);
        Typed b = fitted(right, left);
        if (a.isWrong() || b.isWrong()) {
            return Constant.of(false);
        }
        return areComparable(a.element(), b.element())
                ? new Comparison.OfLists(operator, a.term(), a.element(), b.term(), b.element())
                : null;
    }

    /** An open list in the datatype of a fixed one. */
    private static Typed fitted(Typed list, Typed other) {
        return list.isOpen() && !other.isOpen() && other.element() instanceof Type.Number number
                ? list.as(number.datatype())
                : list;
    }

    private static boolean areComparable(Type a, Type b) {
        if (a instanceof Type.ListOf x && b instanceof Type.ListOf y) {
            return areComparable(x.element(), y.element());
        }
        if (a == Type.Plain.NOTHING || b == Type.Plain.NOTHING) {
            return true;
        }
        boolean plain = a.held() != Type.Held.LIST
                && a.held() != Type.Held.MAP
                && b.held() != Type.Held.LIST
                && b.held() != Type.Held.MAP;
        boolean numbers = a instanceof Type.Number && b instanceof Type.Number;
        return plain && (numbers || a.held() == b.held() || a == Type.Plain.PARAM || b == Type.Plain.PARAM);
    }

    // ------------------------------------------------------------------------------------------------ categories

    /** The feature of a category, or of those in a list. */
    private static @Nullable Feature feature(Typed typed) {
        Type type = typed.isList() ? typed.element() : typed.type();
        return type instanceof Type.Category category ? category.feature() : null;
    }

    /**
     * Reports numbers and unknown texts that a category is compared with.
     *
     * @param equality whether a number can only have meant the category of that index
     * @return false if there is one
     */
    private boolean checkCategory(Typed category, Typed other, boolean equality) {
        Feature feature = feature(category);
        if (feature == null) {
            return true;
        }
        Type type = other.isList() ? other.element() : other.type();
        if (type instanceof Type.Number) {
            Long index = Literals.whole(other);
            String text =
                    index != null && index >= 0 && index < feature.categories().size()
                            ? SafeText.quoted(feature.categories().get((int) (long) index))
                            : null;
            problems.add(
                    other.at(),
                    problems.named(category.at()) + " is a category and compared as text, " + problems.named(other.at())
                            + " is a number",
                    "Write " + (text != null ? text : "one of " + SafeText.quotedAll(feature.categories())),
                    equality ? text : null);
            return false;
        }
        boolean right = true;
        for (Syntax.Literal literal : textLiterals(other.at())) {
            String text = (String) literal.value();
            if (text != null && !text.isEmpty() && !feature.categories().contains(text)) {
                String near = Near.to(text, feature.categories()).orElse(null);
                problems.add(
                        literal,
                        problems.named(category.at()) + " has no category '" + text + "'",
                        near != null
                                ? "Did you mean " + SafeText.quoted(near) + "?"
                                : "Known: " + SafeText.quotedAll(feature.categories()),
                        near == null ? null : SafeText.quoted(near));
                right = false;
            }
        }
        return right;
    }

    /** The texts that a part can be, as far as they are written out in it. */
    private static List<Syntax.Literal> textLiterals(Syntax at) {
        List<Syntax.Literal> literals = new ArrayList<>();
        if (at instanceof Syntax.Literal literal && literal.value() instanceof String) {
            literals.add(literal);
        } else if (at instanceof Syntax.ListOf list) {
            list.elements().forEach(element -> literals.addAll(textLiterals(element)));
        } else if (at instanceof Syntax.Operation choice && choice.operator() == Operator.CHOOSE) {
            literals.addAll(textLiterals(choice.operands().get(1)));
            literals.addAll(textLiterals(choice.operands().get(2)));
        } else if (at instanceof Syntax.Operation joined && joined.operator() == Operator.PLUS) {
            for (Syntax part : joined.operands()) {
                if (part instanceof Syntax.ListOf) {
                    literals.addAll(textLiterals(part));
                }
            }
        }
        return literals;
    }

    /** A category column against one text: only indices are compared. */
    private static @Nullable Term category(Operator operator, Typed left, Typed right) {
        if (left.term() instanceof Columns.CategoryColumn column && right.term() instanceof Constant constant) {
            return among(column, left, List.of(text(constant)), operator == Operator.EQUAL);
        }
        if (right.term() instanceof Columns.CategoryColumn column && left.term() instanceof Constant constant) {
            return among(column, right, List.of(text(constant)), operator == Operator.EQUAL);
        }
        return null;
    }

    private static String text(Constant constant) {
        return constant.text();
    }

    private static Term among(Columns.CategoryColumn column, Typed category, List<String> texts, boolean wanted) {
        List<String> categories = ((Type.Category) category.type()).feature().categories();
        boolean[] among = new boolean[categories.size() + 1];
        for (int i = 0; i < among.length; i++) {
            among[i] = texts.contains(i == 0 ? "" : categories.get(i - 1)) == wanted;
        }
        return new Columns.CategoryIn(column, among);
    }

    // ------------------------------------------------------------------------------------------------ in

    Typed in(Syntax.Operation at) {
        Syntax sought = at.operands().get(0);
        Syntax within = at.operands().get(1);
        Place place = checker.names().place(within);
        if (place instanceof Place.Headers || place instanceof Place.Params) {
            return sent(at, sought, within, place instanceof Place.Headers);
        }
        Typed value = checker.check(sought).scalar();
        if (place instanceof Place.Tensor tensor && tensor.type().hasFeatures()) {
            problems.add(
                    at,
                    "'in' asks whether a header or parameter was sent, or looks into a list",
                    problems.named(within) + " always has its columns: name one");
            return new Typed(at, Type.Plain.BOOL, Constant.of(false));
        }
        Typed container = checker.check(within).list();
        Typed answer = new Typed(at, Type.Plain.BOOL, Constant.of(false));
        if (value.isWrong() || container.isWrong()) {
            return answer;
        }
        if (container.type() instanceof Type.MapOf map) {
            Typed key = asKey(value, map.key());
            return key.isWrong()
                    ? answer
                    : new Typed(at, Type.Plain.BOOL, new Maps.HasKey(container.term(), key.term(), key.type()));
        }
        if (!container.isList()) {
            boolean texts = container.isText() && value.isText();
            problems.add(
                    at,
                    "'in' looks into lists, " + problems.named(within) + " is " + container.type(),
                    texts
                            ? "Write " + problems.quote(within) + ".contains(" + problems.quote(sought) + ")"
                            : "Write '==', or a list in brackets",
                    texts ? problems.operand(within) + ".contains(" + problems.written(sought) + ")" : null);
            return answer;
        }
        if (!checkCategory(value, container, true) || !checkCategory(container, value, true)) {
            return answer;
        }
        return inList(at, value, container, answer);
    }

    private Typed inList(Syntax.Operation at, Typed value, Typed container, Typed answer) {
        Typed element = value;
        Typed list = container;
        if (value.isNumber() && container.element() instanceof Type.Number number) {
            element = !container.isOpen() ? value.as(number.datatype()) : value;
            list = !value.isOpen() ? container.as(value.datatype()) : container;
        }
        if (element.isWrong() || list.isWrong()) {
            return answer;
        }
        if (element.term() instanceof Columns.CategoryColumn column
                && list.term() instanceof Constant constant
                && list.element() == Type.Plain.TEXT) {
            return new Typed(at, Type.Plain.BOOL, among(column, value, texts(constant), true));
        }
        if (!areComparable(element.type(), list.element())) {
            problems.add(
                    at,
                    problems.named(element.at()) + " is " + element.type() + ", " + problems.named(list.at()) + " is "
                            + list.type(),
                    "Look for a value of the list's kind");
            return answer;
        }
        if (list.element() == Type.Plain.PARAM && isSendable(element)) {
            element = Checker.boxed(element);
        }
        return new Typed(
                at,
                Type.Plain.BOOL,
                new Comparison.InList(element.term(), element.type(), list.term(), list.element()));
    }

    private static List<String> texts(Constant list) {
        List<String> texts = new ArrayList<>();
        for (Object text : (Object[]) list.list()) {
            texts.add((String) text);
        }
        return texts;
    }

    private Typed sent(Syntax.Operation at, Syntax sought, Syntax within, boolean header) {
        Typed answer = new Typed(at, Type.Plain.BOOL, Constant.of(false));
        if (!(sought instanceof Syntax.Literal literal) || !(literal.value() instanceof String name)) {
            problems.add(
                    sought,
                    "the name looked for in " + problems.named(within) + " must be written out",
                    "Write \"name\" in " + problems.quote(within));
            return answer;
        }
        if (!header) {
            checker.names().param(name);
            return new Typed(at, Type.Plain.BOOL, new RequestTerms.HasParam(name));
        }
        return checker.names().headerNamed(name, literal)
                ? new Typed(at, Type.Plain.BOOL, new RequestTerms.HasHeader(name))
                : answer;
    }

    /** What is looked for among the keys of a map, in their datatype. */
    Typed asKey(Typed part, Type key) {
        Typed value = part.scalar();
        if (value.isWrong() || value.isParam()) {
            return value;
        }
        if (value.isOpen() && key instanceof Type.Number number) {
            return value.as(number.datatype());
        }
        Type.Held held = value.type().held();
        boolean fits = key == Type.Plain.NOTHING
                ? held == Type.Held.TEXT || held == Type.Held.INTEGER || held == Type.Held.TRUTH
                : held == key.held();
        if (!fits) {
            return checker.wrong(
                    value.at(),
                    "the keys of the map are " + key + ", " + problems.named(value.at()) + " is " + value.type(),
                    "Convert it");
        }
        return value;
    }

    // ------------------------------------------------------------------------------------------------ no comparison

    private void report(Syntax.Operation at, Typed left, Typed right) {
        String sign = at.operator().sign();
        String both = problems.named(left.at()) + " is " + left.type() + ", " + problems.named(right.at()) + " is "
                + right.type();
        if (left.isText() && right.isNumber()) {
            textAgainstNumber(left, right, both);
        } else if (right.isText() && left.isNumber()) {
            textAgainstNumber(right, left, both);
        } else if (left.type() == Type.Plain.BOOL && right.isNumber()) {
            truthAgainstNumber(left, right, both);
        } else if (right.type() == Type.Plain.BOOL && left.isNumber()) {
            truthAgainstNumber(right, left, both);
        } else if (left.isList() != right.isList()) {
            Typed list = left.isList() ? left : right;
            problems.add(
                    at,
                    both + ": a list is not compared with one value",
                    "Write " + problems.quote(list.at()) + "[0], or max(" + problems.quote(list.at()) + ")");
        } else if (left.isList()) {
            problems.add(
                    at,
                    "'" + sign + "' can't compare these lists: " + both,
                    at.operator().isEquality() ? "Compare lists of one kind" : "Compare with '==', or their max()");
        } else {
            problems.add(at, "'" + sign + "' can't compare these: " + both, "Compare values of one kind");
        }
    }

    private void textAgainstNumber(Typed text, Typed number, String both) {
        String message = both + ": text is never compared with a number";
        String convert = "Convert the text: double(" + problems.quote(text.at()) + ")";
        if (text.at() instanceof Syntax.Literal literal && literal.value() instanceof String written) {
            boolean numeric = written.matches("-?[0-9]+(\\.[0-9]+)?");
            problems.add(
                    text.at(), message, numeric ? "Remove the quotes" : "Write a number", numeric ? written : null);
        } else if (number.number() != null) {
            Place place = checker.names().place(text.at());
            boolean own = place instanceof Place.Tensor || place instanceof Place.Column;
            String quoted = SafeText.quoted(problems.written(number.at()));
            problems.add(
                    number.at(), message, own ? "Write " + quoted + ", or convert the text with double()" : convert);
        } else {
            problems.add(text.at(), message, convert);
        }
    }

    private void truthAgainstNumber(Typed truth, Typed number, String both) {
        String instead = number.number() instanceof Long integer && (integer == 0 || integer == 1)
                ? Boolean.toString(integer == 1)
                : null;
        problems.add(
                number.at(),
                both + ": BOOL is never compared with a number",
                instead == null ? "Compare with true or false" : "Write " + instead,
                instead);
    }
}

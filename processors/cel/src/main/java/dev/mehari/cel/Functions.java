// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;

import com.google.re2j.PatternSyntaxException;
import dev.mehari.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/** Types calls of functions and macros. */
final class Functions {
    private static final List<String> GLOBAL = List.of(
            "size", "matches", "int", "uint", "double", "bool", "string", "has", "max", "min", "argmax", "sum",
            "margin", "isNaN", "bucket");
    private static final Map<String, BiPredicate<String, String>> TEXT_TESTS =
            Map.of("contains", String::contains, "startsWith", String::startsWith, "endsWith", String::endsWith);
    private static final List<String> MACROS = List.of("all", "exists", "exists_one", "filter", "map");
    private static final List<String> MEMBERS = List.of(
            "size", "matches", "contains", "startsWith", "endsWith", "all", "exists", "exists_one", "filter", "map");
    private static final Map<String, String> REFUSED = Map.of(
            "timestamp", "Nothing in CEL reaches a clock: send the time as a number",
            "duration", "Nothing in CEL reaches a clock: send the time as a number",
            "now", "Nothing in CEL reaches a clock: send the time as a number",
            "bytes", "Bytes are seen as text: compare the text",
            "type", "The types of all but parameters are known: compare with a value of the kind you want",
            "dyn", "Convert with int(), double() or string()");

    private final Checker checker;
    private final Problems problems;

    Functions(Checker checker) {
        this.checker = checker;
        this.problems = checker.problems();
    }

    Typed call(Syntax.Call call) {
        return call.target() == null ? global(call) : member(call, call.target());
    }

    // ------------------------------------------------------------------------------------------------ functions

    private Typed global(Syntax.Call call) {
        String name = call.function();
        List<Syntax> arguments = call.arguments();
        if (TEXT_TESTS.containsKey(name) && arguments.size() == 2) {
            return isMember(call);
        }
        if (!GLOBAL.contains(name)) {
            return unknown(call, GLOBAL);
        }
        if (arguments.size() > 1
                && List.of("max", "min", "argmax", "sum", "margin").contains(name)) {
            return wantsList(call);
        }
        if (!takes(call, name.equals("matches") || name.equals("bucket") ? 2 : 1)) {
            return Typed.wrong(call);
        }
        return switch (name) {
            case "has" -> has(call, arguments.get(0));
            case "size" -> size(call, checker.check(arguments.get(0)));
            case "matches" -> matches(call, arguments.get(0), arguments.get(1));
            case "bucket" -> bucket(call, arguments.get(0), arguments.get(1));
            case "isNaN" -> isNaN(call, checker.check(arguments.get(0)).scalar());
            case "int", "uint", "double", "bool", "string" ->
                converted(call, checker.check(arguments.get(0)).scalar());
            default -> reduced(call, checker.check(arguments.get(0)).list());
        };
    }

    private boolean takes(Syntax.Call call, int count) {
        boolean right = call.arguments().size() == count;
        if (!right) {
            problems.add(
                    call.at(),
                    call.function() + "() takes " + count + (count == 1 ? " argument" : " arguments") + ", there are "
                            + call.arguments().size(),
                    "Write " + example(call.function()));
        }
        return right;
    }

    private static String example(String function) {
        return switch (function) {
            case "has" -> "has(headers.name) or has(params.name)";
            case "matches" -> "matches(text, \"pattern\")";
            case "bucket" -> "bucket(key, 10)";
            case "contains", "startsWith", "endsWith" -> "text." + function + "(\"part\")";
            case "all", "exists", "exists_one", "filter", "map" -> "list." + function + "(x, …)";
            default -> function + "(x)";
        };
    }

    private Typed isMember(Syntax.Call call) {
        String of = problems.operand(call.arguments().get(0));
        String instead = of + "." + call.function() + "("
                + problems.written(call.arguments().get(1)) + ")";
        problems.add(
                call, call.function() + "() is called on a text", "Write text." + call.function() + "(part)", instead);
        return Typed.wrong(call);
    }

    private Typed wantsList(Syntax.Call call) {
        List<String> written = call.arguments().stream().map(problems::written).toList();
        problems.add(
                call,
                call.function() + "() takes one list, there are " + written.size() + " arguments",
                "Put them in brackets: " + call.function() + "([…])",
                call.function() + "([" + String.join(", ", written) + "])");
        return Typed.wrong(call);
    }

    private Typed unknown(Syntax.Call call, List<String> known) {
        String name = call.function();
        String reason = REFUSED.get(name);
        if (reason == null && name.matches("get(FullYear|Month|Date|DayOf.*|Hours|Minutes|Seconds|Milliseconds)")) {
            reason = REFUSED.get("timestamp");
        }
        if (reason != null) {
            problems.add(call.at(), name + "() is not offered in a graph", reason);
        } else if (name.equals("not")
                && call.target() == null
                && call.arguments().size() == 1) {
            String instead = "!(" + problems.written(call.arguments().get(0)) + ")";
            problems.add(call, "'not' is no operator of CEL", "Write '!'", instead);
        } else if (name.equals("len") || name.equals("length") || name.equals("count")) {
            problems.add(
                    call.at(),
                    "there is no function '" + name + "'",
                    "Write size()",
                    call.at(),
                    call.at() + name.length(),
                    "size");
        } else if (call.target() != null
                && GLOBAL.contains(name)
                && call.arguments().isEmpty()) {
            problems.add(
                    call.at(),
                    name + "() is not called on a value",
                    "Write " + name + "(x)",
                    call.start(),
                    call.end(),
                    name + "(" + problems.written(call.target()) + ")");
        } else {
            problems.add(
                    call.at(),
                    "there is no function '" + name + "'" + (call.target() == null ? "" : " of a value"),
                    Near.mend(name, known),
                    call.at(),
                    call.at() + name.length(),
                    Near.to(name, known).orElse(null));
        }
        return Typed.wrong(call);
    }

    /** Unlike in CEL at large, has(headers["x-tier"]) may be asked: most names of headers can't follow a dot. */
    private Typed has(Syntax.Call call, Syntax argument) {
        Typed answer = new Typed(call, Type.Plain.BOOL, Constant.of(false));
        Place place = checker.names().place(argument);
        if (place instanceof Place.Header header) {
            return new Typed(call, Type.Plain.BOOL, new RequestTerms.HasHeader(header.name()));
        } else if (place instanceof Place.Param param) {
            return new Typed(call, Type.Plain.BOOL, new RequestTerms.HasParam(param.name()));
        } else if (place instanceof Place.Wrong) {
            return answer;
        } else if (place == null && argument instanceof Syntax.Select select) {
            return hasKey(call, select);
        }
        boolean category = place instanceof Place.Column column
                && column.tensor().type().features().get(column.index()).isCategorical();
        problems.add(
                call,
                "has() asks whether a header or parameter was sent, not " + problems.named(argument),
                place instanceof Place.Column
                        ? "A missing value is "
                                + (category ? "\"\"" : "NaN: write !isNaN(" + problems.quote(argument) + ")")
                        : "Write " + example("has"));
        return answer;
    }

    private Typed hasKey(Syntax.Call call, Syntax.Select select) {
        Typed answer = new Typed(call, Type.Plain.BOOL, Constant.of(false));
        Typed of = checker.check(select.of());
        if (of.isWrong()) {
            return answer;
        }
        if (!(of.type() instanceof Type.MapOf map)) {
            problems.add(
                    call,
                    "has() asks for a name in headers, params or a map, " + problems.named(select.of()) + " is "
                            + of.type(),
                    "Write " + example("has"));
            return answer;
        }
        Typed key =
                checker.relations().asKey(new Typed(select, Type.Plain.TEXT, Constant.of(select.field())), map.key());
        return key.isWrong()
                ? answer
                : new Typed(call, Type.Plain.BOOL, new Maps.HasKey(of.term(), key.term(), key.type()));
    }

    private Typed size(Syntax.Call call, Typed argument) {
        Type int64 = Type.number(Datatype.INT64);
        if (argument.isWrong()) {
            return argument;
        }
        if (argument.type() instanceof Type.MapOf) {
            return new Typed(call, int64, new Maps.Size(argument.term()));
        }
        Typed list = argument.isText() || argument.isParam() ? argument : argument.list();
        if (list.isList()) {
            return new Typed(call, int64, new Lists.Size(list.term()));
        }
        if (list.isText() || list.isParam()) {
            return new Typed(call, int64, new Texts.Size(checker.text(list)));
        }
        return checker.wrong(
                argument.at(),
                "size() takes a list, a map or text, " + problems.named(argument.at()) + " is " + argument.type(),
                "Remove size()");
    }

    private Typed isNaN(Syntax.Call call, Typed argument) {
        Typed answer = new Typed(call, Type.Plain.BOOL, Constant.of(false));
        Typed real = argument.isOpen() ? argument.as(Datatype.FP64) : argument;
        if (real.isWrong()) {
            return answer;
        }
        if (real.isParam() || real.isNumber() && real.datatype().isFloat()) {
            Term term = real.isParam() ? checker.unboxed(real) : real.term();
            return new Typed(call, Type.Plain.BOOL, new NumberTests.IsNaN(term));
        }
        boolean category = real.type() instanceof Type.Category;
        String written = problems.written(real.at());
        problems.add(
                call,
                "isNaN() takes a float, " + problems.named(real.at()) + " is " + real.type() + " and never NaN",
                category ? "Write " + problems.quote(real.at()) + " == \"\" for a missing one" : "Remove it",
                category ? written + " == \"\"" : null);
        return answer;
    }

    private Typed bucket(Syntax.Call call, Syntax keyAt, Syntax countAt) {
        Term key = checker.text(checker.check(keyAt));
        Typed count = checker.check(countAt).scalar().as(Datatype.INT64);
        Typed answer = new Typed(call, Type.number(Datatype.INT64), Constant.of(0L));
        if (count.isWrong()) {
            return answer;
        }
        Term term = count.isParam() ? checker.unboxed(count) : count.term();
        boolean known = term instanceof Constant;
        boolean integer =
                count.isParam() || count.isNumber() && !count.datatype().isFloat();
        if (!integer || known && !NumberTests.Bucket.isCount(((Constant) term).integer())) {
            problems.add(
                    countAt,
                    "bucket() takes a whole number from 1 to 2^53, not " + problems.named(countAt)
                            + (integer ? "" : ", which is " + count.type()),
                    "Write bucket(key, 10)");
            return answer;
        }
        return new Typed(
                call,
                Type.number(Datatype.INT64),
                new NumberTests.Bucket(checker.scope().graph(), key, term));
    }

    private Typed converted(Syntax.Call call, Typed argument) {
        if (argument.isWrong()) {
            return argument;
        }
        String to = call.function();
        boolean truth = argument.type() == Type.Plain.BOOL;
        boolean takes = argument.isParam()
                || argument.isText()
                || argument.isNumber() && !to.equals("bool")
                || truth && (to.equals("bool") || to.equals("string"));
        if (!takes) {
            String written = problems.quote(argument.at());
            return checker.wrong(
                    call,
                    to + "() can't take " + problems.named(argument.at()) + ", which is " + argument.type(),
                    truth
                            ? "Write " + written + " ? 1 : 0"
                            : argument.isNumber() ? "Write " + written + " != 0" : "Convert one value");
        }
        Term term = argument.term();
        Type from = argument.type();
        return switch (to) {
            case "int" -> new Typed(call, Type.number(Datatype.INT64), new Conversions.ToInt(term, from));
            case "uint" -> new Typed(call, Type.number(Datatype.UINT64), new Conversions.ToUint(term, from));
            case "double" -> new Typed(call, Type.number(Datatype.FP64), new Conversions.ToDouble(term, from));
            case "bool" -> new Typed(call, Type.Plain.BOOL, new Conversions.ToBool(term, from.held()));
            default -> new Typed(call, Type.Plain.TEXT, new Conversions.ToText(term, from));
        };
    }

    private Typed reduced(Syntax.Call call, Typed list) {
        if (list.isWrong()) {
            return list;
        }
        String name = call.function();
        Reduced.Function function = Reduced.Function.valueOf(name.toUpperCase(Locale.ROOT));
        if (!list.isList()) {
            return checker.wrong(
                    list.at(),
                    name + "() takes a list, " + problems.named(list.at()) + " is " + list.type(),
                    list.isNumber() ? "It is one number: write it alone" : "Write " + name + "([a, b])");
        }
        boolean empty = list.element() == Type.Plain.NOTHING;
        if (!empty && !(list.element() instanceof Type.Number)) {
            return checker.wrong(
                    list.at(),
                    name + "() takes a list of numbers, " + problems.named(list.at()) + " is " + list.type(),
                    list.element() == Type.Plain.PARAM ? "Convert each: double(params.x)" : "List numbers");
        }
        if (empty && function == Reduced.Function.SUM) {
            return checker.literals().number(call, 0L);
        }
        return reduced(call, function, list);
    }

    private Typed reduced(Syntax.Call call, Reduced.Function function, Typed list) {
        if (list.isWrong()) {
            return list;
        }
        Type element = list.element() instanceof Type.Number number ? number : Type.number(Datatype.INT64);
        Datatype datatype = ((Type.Number) element).datatype();
        boolean argmax = function == Reduced.Function.ARGMAX;
        Term term = new Reduced(function, list.term(), datatype);
        Typed.Open open = list.isOpen() && !argmax ? other -> reduced(call, function, list.as(other)) : null;
        return new Typed(call, argmax ? Type.number(Datatype.INT64) : element, term, open, null);
    }

    // ------------------------------------------------------------------------------------------------ members

    private Typed member(Syntax.Call call, Syntax target) {
        String name = call.function();
        List<Syntax> arguments = call.arguments();
        if (MACROS.contains(name)) {
            return macro(call, target);
        }
        if (name.equals("size")) {
            return takes(call, 0) ? size(call, checker.check(target)) : Typed.wrong(call);
        }
        if (name.equals("matches")) {
            return takes(call, 1) ? matches(call, target, arguments.get(0)) : Typed.wrong(call);
        }
        BiPredicate<String, String> test = TEXT_TESTS.get(name);
        if (test == null) {
            return unknown(call, MEMBERS);
        }
        if (!takes(call, 1)) {
            return Typed.wrong(call);
        }
        Term text = checker.text(checker.check(target));
        Term part = checker.text(checker.check(arguments.get(0)));
        return new Typed(call, Type.Plain.BOOL, new Texts.Test(test, text, part));
    }

    private Typed matches(Syntax.Call call, Syntax textAt, Syntax patternAt) {
        Term text = checker.text(checker.check(textAt));
        Typed answer = new Typed(call, Type.Plain.BOOL, Constant.of(false));
        if (!(patternAt instanceof Syntax.Literal literal) || !(literal.value() instanceof String pattern)) {
            problems.add(
                    patternAt, "a pattern must be written out", "Write matches(text, \"pattern\"), or use contains()");
            return answer;
        }
        try {
            return new Typed(call, Type.Plain.BOOL, new Texts.Matches(text, Patterns.compile(pattern)));
        } catch (PatternSyntaxException e) {
            problems.add(
                    patternAt,
                    "the pattern can't be used: " + e.getDescription()
                            + (e.getPattern() == null ? "" : " '" + e.getPattern() + "'"),
                    "Write it in RE2, which knows neither look-around nor back-references, and repeat little");
            return answer;
        }
    }

    private Typed macro(Syntax.Call call, Syntax target) {
        String name = call.function();
        int count = call.arguments().size();
        if (count != 2 && !(name.equals("map") && count == 3)) {
            takes(call, 2);
            return Typed.wrong(call);
        }
        Typed list = checker.check(target).list();
        if (list.isWrong()) {
            return list;
        }
        if (!(call.arguments().get(0) instanceof Syntax.Name variable)) {
            return checker.wrong(
                    call.arguments().get(0),
                    "a macro's first argument is the name of its variable",
                    "Write " + example(name));
        }
        if (!list.isList()) {
            return checker.wrong(
                    target,
                    name + "() goes over a list, " + problems.named(target) + " is " + list.type(),
                    "Write [a, b]." + name + "(x, …)");
        }
        Names names = checker.names();
        int slot = names.slots();
        Names.@Nullable Variable hidden = names.open(variable.name(), list.element());
        Typed result = macro(call, list, slot);
        names.close(variable.name(), hidden);
        return result;
    }

    private Typed macro(Syntax.Call call, Typed list, int slot) {
        List<Syntax> bodies =
                new ArrayList<>(call.arguments().subList(1, call.arguments().size()));
        Type.Held held = list.element().held();
        String name = call.function();
        if (name.equals("map")) {
            Term condition = bodies.size() == 2 ? checker.truth(checker.check(bodies.get(0))) : null;
            Typed result = checker.check(bodies.get(bodies.size() - 1)).scalar();
            if (result.isWrong()) {
                return result;
            }
            Typed fixed = result.isNumber() ? result.as(result.datatype()) : result;
            Term mapped = new Macros.Mapped(
                    list.term(),
                    slot,
                    held,
                    condition,
                    fixed.term(),
                    fixed.type().held());
            return new Typed(call, new Type.ListOf(fixed.type()), checker.withLocals(mapped));
        }
        Term condition = checker.truth(checker.check(bodies.get(0)));
        if (name.equals("filter")) {
            Term variable = new Locals.Variable(slot);
            Term filtered = new Macros.Mapped(list.term(), slot, held, condition, variable, held);
            return new Typed(call, list.type(), checker.withLocals(filtered));
        }
        Macros.Quantified.Quantifier quantifier =
                switch (name) {
                    case "all" -> Macros.Quantified.Quantifier.ALL;
                    case "exists" -> Macros.Quantified.Quantifier.EXISTS;
                    default -> Macros.Quantified.Quantifier.EXISTS_ONE;
                };
        Term term = new Macros.Quantified(quantifier, list.term(), slot, held, condition);
        return new Typed(call, Type.Plain.BOOL, checker.withLocals(term));
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.cel.Type.Held;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/** Lists and maps: making them, reading their elements, and the functions of lists of numbers. */
final class Lists {
    private Lists() {}

    /** A list written out. */
    static final class Made extends Term {
        private final Term[] elements;
        private final Held held;

        Made(Term[] elements, Held held) {
            this.elements = elements;
            this.held = held;
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            locals.step(elements.length);
            Object array = Elements.array(held, elements.length);
            for (int i = 0; i < elements.length; i++) {
                Elements.put(array, i, held, elements[i], input, row, locals);
            }
            return array;
        }
    }

    /** {@code a + b}. */
    static final class Joined extends Term {
        private final Term left;
        private final Term right;
        private final Held held;

        Joined(Term left, Term right, Held held) {
            this.left = left;
            this.right = right;
            this.held = held;
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            Object a = left.list(input, row, locals);
            Object b = right.list(input, row, locals);
            int sizeA = Elements.size(a, row);
            int sizeB = Elements.size(b, row);
            locals.step(sizeA);
            locals.step(sizeB);
            Object joined = Elements.array(held, sizeA + sizeB);
            for (int i = 0; i < sizeA; i++) {
                Elements.copy(a, row, i, joined, i, held);
            }
            for (int i = 0; i < sizeB; i++) {
                Elements.copy(b, row, i, joined, sizeA + i, held);
            }
            return joined;
        }
    }

    static final class Size extends Term {
        private final Term list;

        Size(Term list) {
            this.list = list;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return Elements.size(list.list(input, row, locals), row);
        }
    }

    /** {@code list[position]}. */
    static final class Element extends Term {
        private final Term list;
        private final Term position;

        Element(Term list, Term position) {
            this.list = list;
            this.position = position;
        }

        private int position(Object elements, CelInput input, int row, Locals locals) {
            long at = position.integer(input, row, locals);
            int size = Elements.size(elements, row);
            if (at < 0 || at >= size) {
                throw error("element " + at + " of a list of " + size + " does not exist");
            }
            return (int) at;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.truth(elements, row, position(elements, input, row, locals));
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.integer(elements, row, position(elements, input, row, locals));
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.real(elements, row, position(elements, input, row, locals));
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.text(elements, row, position(elements, input, row, locals));
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            return any(input, row, locals);
        }

        @Override
        Table map(CelInput input, int row, Locals locals) {
            return (Table) any(input, row, locals);
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            return Elements.object(elements, row, position(elements, input, row, locals));
        }
    }

    /** A map written out. */
    static final class MadeMap extends Term {
        private final Term[] keys;
        private final Type key;
        private final Term values;

        MadeMap(Term[] keys, Type key, Term values) {
            this.keys = keys;
            this.key = key;
            this.values = values;
        }

        @Override
        Table map(CelInput input, int row, Locals locals) {
            Object[] objects = new Object[keys.length];
            for (int i = 0; i < objects.length; i++) {
                objects[i] = keyOf(keys[i], key, input, row, locals);
            }
            return Table.of(objects, values.list(input, row, locals));
        }
    }

    private static Object keyOf(Term term, Type type, CelInput input, int row, Locals locals) {
        return switch (type.held()) {
            case TRUTH -> term.truth(input, row, locals);
            case INTEGER -> Table.integerKey(term.integer(input, row, locals), Values.isUint64(type));
            case TEXT -> term.text(input, row, locals);
            default -> throw new IllegalStateException(type + " as a key");
        };
    }

    private static @Nullable Integer position(
            Table table, Term key, Type type, CelInput input, int row, Locals locals) {
        if (type.held() == Held.ANY) {
            Object sent = key.any(input, row, locals);
            Object sought = Table.key(sent);
            return sought == null ? null : table.positions().get(sought);
        }
        return table.positions().get(keyOf(key, type, input, row, locals));
    }

    /** {@code map[key]}: as the element at the key's position. */
    static final class Entry extends Term {
        private final Term map;
        private final Term key;
        private final Type type;

        Entry(Term map, Term key, Type type) {
            this.map = map;
            this.key = key;
            this.type = type;
        }

        private int position(Table table, CelInput input, int row, Locals locals) {
            Integer position = Lists.position(table, key, type, input, row, locals);
            if (position == null) {
                throw error("a map has no such key");
            }
            return position;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            Table table = map.map(input, row, locals);
            return Elements.truth(table.values(), row, position(table, input, row, locals));
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            Table table = map.map(input, row, locals);
            return Elements.integer(table.values(), row, position(table, input, row, locals));
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            Table table = map.map(input, row, locals);
            return Elements.real(table.values(), row, position(table, input, row, locals));
        }

        @Override
        String text(CelInput input, int row, Locals locals) {
            Table table = map.map(input, row, locals);
            return Elements.text(table.values(), row, position(table, input, row, locals));
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            return any(input, row, locals);
        }

        @Override
        Table map(CelInput input, int row, Locals locals) {
            return (Table) any(input, row, locals);
        }

        @Override
        Object any(CelInput input, int row, Locals locals) {
            Table table = map.map(input, row, locals);
            return Elements.object(table.values(), row, position(table, input, row, locals));
        }
    }

    /** {@code key in map}. */
    static final class HasKey extends Term {
        private final Term map;
        private final Term key;
        private final Type type;

        HasKey(Term map, Term key, Type type) {
            this.map = map;
            this.key = key;
            this.type = type;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            Table table = map.map(input, row, locals);
            if (type.held() == Held.ANY && key.sent(input, row, locals) == null) {
                return false;
            }
            return position(table, key, type, input, row, locals) != null;
        }
    }

    static final class MapSize extends Term {
        private final Term map;

        MapSize(Term map) {
            this.map = map;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return map.map(input, row, locals).positions().size();
        }
    }

    /** {@code max}, {@code min}, {@code argmax}, {@code sum} and {@code margin} of a list of numbers of one datatype. */
    static final class Reduced extends Term {
        enum Function {
            MAX(1),
            MIN(1),
            ARGMAX(1),
            SUM(0),
            MARGIN(2);

            private final int fewest;

            Function(int fewest) {
                this.fewest = fewest;
            }

            String word() {
                return name().toLowerCase(java.util.Locale.ROOT);
            }
        }

        private final Function function;
        private final Term list;
        private final Datatype datatype;

        Reduced(Function function, Term list, Datatype datatype) {
            this.function = function;
            this.list = list;
            this.datatype = datatype;
        }

        private Object elements(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            int size = Elements.size(elements, row);
            if (size < function.fewest) {
                throw error(function.word() + " of a list of " + size + " does not exist, it takes " + function.fewest
                        + (function.fewest > 1 ? " elements" : " element"));
            }
            return elements;
        }

        @Override
        double real(CelInput input, int row, Locals locals) {
            Object elements = elements(input, row, locals);
            int size = Elements.size(elements, row);
            return switch (function) {
                case MAX -> extreme(elements, row, size, true);
                case MIN -> extreme(elements, row, size, false);
                case SUM -> sum(elements, row, size);
                case MARGIN -> margin(elements, row, size);
                case ARGMAX -> throw new IllegalStateException("argmax is an integer");
            };
        }

        private static double extreme(Object elements, int row, int size, boolean largest) {
            double extreme = Elements.real(elements, row, 0);
            for (int i = 1; i < size; i++) {
                double value = Elements.real(elements, row, i);
                extreme = largest ? Math.max(extreme, value) : Math.min(extreme, value); // NaN wins
            }
            return extreme;
        }

        private double sum(Object elements, int row, int size) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += Elements.real(elements, row, i);
            }
            return Numerics.round(datatype, sum);
        }

        private double margin(Object elements, int row, int size) {
            double largest = Double.NEGATIVE_INFINITY;
            double second = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < size; i++) {
                double value = Elements.real(elements, row, i);
                if (Double.isNaN(value)) {
                    return Double.NaN;
                }
                if (value > largest) {
                    second = largest;
                    largest = value;
                } else if (value > second) {
                    second = value;
                }
            }
            return Numerics.round(datatype, largest - second);
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            Object elements = elements(input, row, locals);
            int size = Elements.size(elements, row);
            if (function == Function.ARGMAX && datatype.isFloat()) {
                return argmaxOfReals(elements, row, size);
            }
            if (function == Function.SUM) {
                long sum = 0;
                for (int i = 0; i < size; i++) {
                    sum = Arithmetic.compute(Operator.PLUS, datatype, sum, Elements.integer(elements, row, i));
                }
                return sum;
            }
            int best = position(elements, row, size, function == Function.MIN, -1);
            if (function == Function.ARGMAX) {
                return best;
            }
            long value = Elements.integer(elements, row, best);
            if (function == Function.MARGIN) {
                int second = position(elements, row, size, false, best);
                long next = Elements.integer(elements, row, second);
                return Arithmetic.compute(Operator.MINUS, datatype, value, next);
            }
            return value;
        }

        private static long argmaxOfReals(Object elements, int row, int size) {
            int best = 0;
            for (int i = 0; i < size; i++) {
                double value = Elements.real(elements, row, i);
                if (Double.isNaN(value)) {
                    throw error("argmax of a list with NaN does not exist");
                }
                if (value > Elements.real(elements, row, best)) {
                    best = i;
                }
            }
            return best;
        }

        /** The first position of the largest integer, or of the smallest, leaving out one position. */
        private int position(Object elements, int row, int size, boolean smallest, int leftOut) {
            boolean unsigned = datatype == Datatype.UINT64;
            int best = leftOut == 0 ? 1 : 0;
            for (int i = best + 1; i < size; i++) {
                int comparison = Numerics.compare(
                        Elements.integer(elements, row, i), unsigned, Elements.integer(elements, row, best), unsigned);
                if (i != leftOut && (smallest ? comparison < 0 : comparison > 0)) {
                    best = i;
                }
            }
            return best;
        }
    }

    /** The macros {@code all}, {@code exists} and {@code exists_one}. */
    static final class Quantified extends Term {
        enum Quantifier {
            ALL,
            EXISTS,
            EXISTS_ONE
        }

        private final Quantifier quantifier;
        private final Term list;
        private final int slot;
        private final Held held;
        private final Term condition;

        Quantified(Quantifier quantifier, Term list, int slot, Held held, Term condition) {
            this.quantifier = quantifier;
            this.list = list;
            this.slot = slot;
            this.held = held;
            this.condition = condition;
        }

        @Override
        boolean truth(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            int size = Elements.size(elements, row);
            locals.step(size);
            return quantifier == Quantifier.EXISTS_ONE
                    ? existsOne(elements, size, input, row, locals)
                    : decides(elements, size, quantifier == Quantifier.EXISTS, input, row, locals);
        }

        /** As a chain of {@code ||} (deciding true) or {@code &&} (false) over the elements. */
        private boolean decides(Object elements, int size, boolean deciding, CelInput input, int row, Locals locals) {
            InferenceException first = null;
            for (int i = 0; i < size; i++) {
                try {
                    locals.set(slot, held, elements, row, i);
                    if (condition.truth(input, row, locals) == deciding) {
                        return deciding;
                    }
                } catch (InferenceException e) {
                    if (!isError(e)) {
                        throw e;
                    }
                    first = first == null ? e : first;
                }
            }
            if (first != null) {
                throw first;
            }
            return !deciding;
        }

        /** Errors are not absorbed here: CEL asks every element. */
        private boolean existsOne(Object elements, int size, CelInput input, int row, Locals locals) {
            int count = 0;
            for (int i = 0; i < size; i++) {
                locals.set(slot, held, elements, row, i);
                count += condition.truth(input, row, locals) ? 1 : 0;
            }
            return count == 1;
        }
    }

    /** The macros {@code filter} and {@code map}, the latter with a condition or without. */
    static final class Mapped extends Term {
        private final Term list;
        private final int slot;
        private final Held held;
        private final @Nullable Term condition;
        private final Term result;
        private final Held resultHeld;

        Mapped(Term list, int slot, Held held, @Nullable Term condition, Term result, Held resultHeld) {
            this.list = list;
            this.slot = slot;
            this.held = held;
            this.condition = condition;
            this.result = result;
            this.resultHeld = resultHeld;
        }

        @Override
        Object list(CelInput input, int row, Locals locals) {
            Object elements = list.list(input, row, locals);
            int size = Elements.size(elements, row);
            locals.step(size);
            Object mapped = Elements.array(resultHeld, size);
            int count = 0;
            for (int i = 0; i < size; i++) {
                locals.set(slot, held, elements, row, i);
                if (condition == null || condition.truth(input, row, locals)) {
                    Elements.put(mapped, count++, resultHeld, result, input, row, locals);
                }
            }
            return count == size ? mapped : Elements.trimmed(mapped, count, resultHeld);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.cel.Type.Held;
import org.jspecify.annotations.Nullable;

/** Making maps and looking into them. */
final class Maps {
    private Maps() {}

    /** A map written out. */
    static final class Made extends Term {
        private final Term[] keys;
        private final Type key;
        private final Term values;

        Made(Term[] keys, Type key, Term values) {
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
            Integer position = Maps.position(table, key, type, input, row, locals);
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

    static final class Size extends Term {
        private final Term map;

        Size(Term map) {
            this.map = map;
        }

        @Override
        long integer(CelInput input, int row, Locals locals) {
            return map.map(input, row, locals).positions().size();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;

/** What kind of value a part of a text has. */
sealed interface Type {
    /** How a value is held while a text is evaluated. */
    enum Held {
        TRUTH,
        INTEGER,
        REAL,
        TEXT,
        LIST,
        MAP,
        ANY
    }

    Held held();

    /** As messages name it. */
    @Override
    String toString();

    enum Plain implements Type {
        BOOL(Held.TRUTH, "BOOL"),
        TEXT(Held.TEXT, "text"),
        /** A request parameter: BOOL, INT64, FP64 or text, known when it is sent. */
        PARAM(Held.ANY, "a parameter"),
        /** The element of the empty list: fits everywhere. */
        NOTHING(Held.ANY, "nothing"),
        /** Something wrong that has been reported: what follows from it is not. */
        WRONG(Held.ANY, "something wrong");

        private final Held held;
        private final String word;

        Plain(Held held, String word) {
            this.held = held;
            this.word = word;
        }

        @Override
        public Held held() {
            return held;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** A number of a datatype. */
    record Number(Datatype datatype) implements Type {
        @Override
        public Held held() {
            return datatype.isFloat() ? Held.REAL : Held.INTEGER;
        }

        boolean isFloat() {
            return datatype.isFloat();
        }

        @Override
        public String toString() {
            return datatype.toString();
        }
    }

    /** Text of a column with categories. */
    record Category(Feature feature) implements Type {
        @Override
        public Held held() {
            return Held.TEXT;
        }

        @Override
        public String toString() {
            return "a category";
        }
    }

    record ListOf(Type element) implements Type {
        @Override
        public Held held() {
            return Held.LIST;
        }

        @Override
        public String toString() {
            return "a list of " + element;
        }
    }

    record MapOf(Type key, Type value) implements Type {
        @Override
        public Held held() {
            return Held.MAP;
        }

        @Override
        public String toString() {
            return "a map";
        }
    }

    /** A tensor whose shape isn't known: a scalar or a list of {@code element}, as the place wants it. */
    record Unranked(Type element) implements Type {
        @Override
        public Held held() {
            return element.held();
        }

        @Override
        public String toString() {
            return element + " of unknown shape";
        }
    }

    /** The type of an element of a tensor. */
    static Type of(Datatype datatype) {
        return switch (datatype) {
            case BOOL -> Plain.BOOL;
            case BYTES -> Plain.TEXT;
            default -> new Number(datatype);
        };
    }

    static Type.Number number(Datatype datatype) {
        return new Number(datatype);
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/**
 * A checked part of a text.
 *
 * @param at where it is written
 * @param type of its value
 * @param term that evaluates it
 * @param open how it takes another datatype, where it is made of number literals only; null where its datatype is fixed
 * @param number the value of a single number literal: Long, {@link Unsigned} or Double; else null
 */
record Typed(
        Syntax at,
        Type type,
        Term term,
        @Nullable Open open,
        @Nullable Object number) {
    /** Gives the same value in another datatype (of the elements, for a list). */
    @FunctionalInterface
    interface Open {
        Typed as(Datatype datatype);
    }

    private static final Term NONE = new Term() {};

    Typed(Syntax at, Type type, Term term) {
        this(at, type, term, null, null);
    }

    /** Something that has been reported. */
    static Typed wrong(Syntax at) {
        return new Typed(at, Type.Plain.WRONG, NONE);
    }

    boolean isWrong() {
        return type == Type.Plain.WRONG;
    }

    boolean isOpen() {
        return open != null;
    }

    boolean isParam() {
        return type == Type.Plain.PARAM;
    }

    boolean isText() {
        return type.held() == Type.Held.TEXT && !(type instanceof Type.Unranked);
    }

    boolean isNumber() {
        return type instanceof Type.Number;
    }

    boolean isList() {
        return type instanceof Type.ListOf;
    }

    /** Of a number. */
    Datatype datatype() {
        return ((Type.Number) type).datatype();
    }

    /** Of a list. */
    Type element() {
        return ((Type.ListOf) type).element();
    }

    /** In that datatype, if this is open; else unchanged. */
    Typed as(Datatype datatype) {
        return open == null ? this : open.as(datatype);
    }

    /** With a tensor of unknown shape taken for one value per row. */
    Typed scalar() {
        return type instanceof Type.Unranked unranked ? new Typed(at, unranked.element(), term) : this;
    }

    /** With a tensor of unknown shape taken for a list per row. */
    Typed list() {
        return type instanceof Type.Unranked unranked ? new Typed(at, new Type.ListOf(unranked.element()), term) : this;
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/** Finds one type for several parts: the sides of a choice, the elements of a list, the sides of {@code +}. */
final class Unifier {
    private final Problems problems;

    Unifier(Problems problems) {
        this.problems = problems;
    }

    /** Finds the type that all parts have or can take; reports if there is none. */
    Unified of(Syntax at, List<Typed> parts, String what) {
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
                what + " are of two kinds: " + problems.named(first.at()) + " is " + first.type() + ", "
                        + problems.named(other.at()) + " is " + other.type(),
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
            return new Unified(
                    Type.Plain.PARAM, parts.stream().map(Checker::boxed).toList());
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
}

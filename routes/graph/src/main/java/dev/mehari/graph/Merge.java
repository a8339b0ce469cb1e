// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;

/** What a block hands outward of what its branches give (rule 4). */
final class Merge {
    private Merge() {}

    /**
     * @param outputs those that all branches give
     * @param partial those that only some give → why
     * @param others see {@link Visible#others}
     */
    record Merged(Map<String, Knowledge> outputs, Map<String, String> partial, Optional<Knowledge> others) {
        /** The names that can be used. */
        List<String> usable() {
            return outputs.entrySet().stream()
                    .filter(e -> e.getValue() instanceof Knowledge.Known)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        Visible visible(String id, boolean hasBranch) {
            return new Visible(id, false, outputs, partial, hasBranch, others);
        }
    }

    /** Of a block whose branches couldn't be read. */
    static final Merged NOTHING = new Merged(Map.of(), Map.of(), Optional.of(Knowledge.NOTHING));

    /** Of branches that give one type each, in file order, and agree. */
    static Merged of(List<Gives> branches) {
        return of(branches, (name, types) -> agreed(branches, types));
    }

    /** @param known what comes of an output whose type is known in every branch, one type each, in file order */
    static Merged of(List<Gives> branches, BiFunction<String, List<TensorType>, Knowledge> known) {
        Set<String> names = new LinkedHashSet<>();
        branches.forEach(branch -> names.addAll(branch.outputs().keySet()));
        Map<String, Knowledge> outputs = new LinkedHashMap<>();
        Map<String, String> partial = new LinkedHashMap<>();
        for (String name : names) {
            List<String> without = branches.stream()
                    .filter(branch -> branch.find(name).isEmpty())
                    .map(Gives::label)
                    .toList();
            if (without.isEmpty()) {
                outputs.put(name, one(name, branches, known));
            } else {
                partial.put(
                        name,
                        String.join(", ", without) + (without.size() == 1 ? " doesn't give '" : " don't give '") + name
                                + "'");
            }
        }
        boolean open = branches.stream().allMatch(branch -> branch.others().isPresent());
        return new Merged(outputs, partial, open ? Optional.of(weakest(branches)) : Optional.empty());
    }

    private static Knowledge weakest(List<Gives> branches) {
        return branches.stream().allMatch(b -> b.others().equals(Optional.of(Knowledge.NOTHING)))
                ? Knowledge.NOTHING
                : Knowledge.OF_MODEL;
    }

    private static Knowledge one(
            String name, List<Gives> branches, BiFunction<String, List<TensorType>, Knowledge> known) {
        List<TensorType> types = new ArrayList<>();
        Knowledge unknown = null;
        for (Gives branch : branches) {
            Knowledge knowledge = branch.find(name).orElseThrow();
            if (knowledge instanceof Knowledge.Unusable) {
                return knowledge;
            } else if (knowledge instanceof Knowledge.Known type) {
                types.add(type.type());
            } else if (unknown == null || unknown.equals(Knowledge.NOTHING)) {
                // Names go outward only where all agree: one branch without any is enough to know that there are none.
                unknown = knowledge;
            }
        }
        return unknown == null ? known.apply(name, types) : unknown;
    }

    /**
     * The type that holds for all: one datatype, shapes equal after dimension 0 or open there, names where all have the
     * same. Unusable if they differ.
     */
    static Knowledge agreed(List<Gives> branches, List<TensorType> types) {
        TensorType first = types.get(0);
        Shape shape = first.shape();
        List<Feature> features = first.features();
        for (int i = 1; i < types.size(); i++) {
            TensorType type = types.get(i);
            Optional<Shape> common = common(shape, type.shape());
            if (type.datatype() != first.datatype() || (shape != null && type.shape() != null && common.isEmpty())) {
                return new Knowledge.Unusable(
                        "it is " + first + " in " + branches.get(0).label() + " and " + type + " in "
                                + branches.get(i).label(),
                        type.datatype() != first.datatype()
                                ? "Let all branches give one datatype, with a transform and cast."
                                : "Let all branches give one shape.");
            }
            shape = common.orElse(null);
            features = type.features().equals(features) ? features : List.of();
        }
        return new Knowledge.Known(new TensorType(first.datatype(), shape, features));
    }

    private static Optional<Shape> common(
            @org.jspecify.annotations.Nullable Shape a, @org.jspecify.annotations.Nullable Shape b) {
        if (a == null || b == null || a.rank() != b.rank()) {
            return Optional.empty();
        }
        Shape common = a;
        for (int i = 0; i < a.rank(); i++) {
            if (a.dim(i) == b.dim(i)) {
                continue;
            }
            boolean open = i == 0 || a.dim(i) == Shape.DYNAMIC || b.dim(i) == Shape.DYNAMIC;
            if (!open) {
                return Optional.empty();
            }
            common = common.with(i, Shape.DYNAMIC);
        }
        return Optional.of(common);
    }
}

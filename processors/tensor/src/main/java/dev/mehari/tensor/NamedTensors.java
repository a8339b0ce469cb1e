// SPDX-License-Identifier: Apache-2.0

package dev.mehari.tensor;

import java.util.List;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

/**
 * Tensors with names, in order: the inputs of a request or the outputs of an answer. Names are unique. Immutable.
 *
 * <p>Look-up walks the names: there are few, and comparing short texts beats hashing them.
 */
public final class NamedTensors {
    public static final NamedTensors NONE = new NamedTensors(List.of(), List.of());

    private final List<String> names;
    private final List<Tensor> tensors;

    private NamedTensors(List<String> names, List<Tensor> tensors) {
        this.names = names;
        this.tensors = tensors;
    }

    /** @throws IllegalArgumentException if a name stands twice or the lists differ in length */
    public static NamedTensors of(List<String> names, List<Tensor> tensors) {
        if (names.size() != tensors.size()) {
            throw new IllegalArgumentException(names.size() + " names for " + tensors.size() + " tensors");
        }
        for (int i = 1; i < names.size(); i++) {
            if (names.indexOf(names.get(i)) < i) {
                throw new IllegalArgumentException("tensor '" + names.get(i) + "' is given twice");
            }
        }
        return new NamedTensors(List.copyOf(names), List.copyOf(tensors));
    }

    public static NamedTensors of(String name, Tensor tensor) {
        return new NamedTensors(List.of(name), List.of(tensor));
    }

    public static NamedTensors of(String name, Tensor tensor, String name2, Tensor tensor2) {
        return of(List.of(name, name2), List.of(tensor, tensor2));
    }

    public int size() {
        return names.size();
    }

    public String name(int index) {
        return names.get(index);
    }

    public Tensor tensor(int index) {
        return tensors.get(index);
    }

    public List<String> names() {
        return names;
    }

    /** The position of that name, or −1. */
    public int indexOf(String name) {
        return names.indexOf(name);
    }

    public @Nullable Tensor get(String name) {
        int index = indexOf(name);
        return index < 0 ? null : tensors.get(index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedTensors that && names.equals(that.names) && tensors.equals(that.tensors);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + tensors.hashCode();
    }

    @Override
    public String toString() {
        StringJoiner joined = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < size(); i++) {
            joined.add(name(i) + ": " + tensor(i));
        }
        return joined.toString();
    }
}

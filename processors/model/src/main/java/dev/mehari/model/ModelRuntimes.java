// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The runtimes on the class path. */
public final class ModelRuntimes {
    private final List<ModelRuntime> runtimes;

    public ModelRuntimes(List<ModelRuntime> runtimes) {
        this.runtimes = List.copyOf(runtimes);
    }

    /** All that {@link ServiceLoader} finds. */
    public static ModelRuntimes installed() {
        return new ModelRuntimes(ServiceLoader.load(ModelRuntime.class, ModelRuntimes.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList());
    }

    public Optional<ModelRuntime> named(String name) {
        return runtimes.stream().filter(r -> r.name().equals(name)).findFirst();
    }

    /** The runtime that a file name tells by its ending. */
    public Optional<ModelRuntime> ofFileName(String fileName) {
        return runtimes.stream()
                .filter(r -> r.suffixes().stream().anyMatch(fileName::endsWith))
                .findFirst();
    }

    /** The runtime for a file: by its name's ending, else by its content. */
    public Optional<ModelRuntime> of(ModelFile file) {
        return ofFileName(String.valueOf(file.path().getFileName()))
                .or(() -> runtimes.stream().filter(r -> r.recognises(file)).findFirst());
    }

    /** Their names, for messages: {@code dl4j, onnx, xgboost}. */
    public String names() {
        return runtimes.stream().map(ModelRuntime::name).collect(Collectors.joining(", "));
    }
}

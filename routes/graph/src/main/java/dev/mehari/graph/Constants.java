// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the content of data files in place of {@code {file: path#key}} in the arguments of a kernel (rule 17). Only where
 * the language has a constant: elsewhere the kernel itself says that it wants something else.
 */
final class Constants {
    /** Kernel → its arguments that are constants; "" is the whole. */
    private static final Map<String, List<String>> PLACES =
            Map.of("impute", List.of(""), "clip", List.of("min", "max"), "standardize", List.of("", "mean", "std"));

    private static final Map<String, Object> ANY_SCALE = Map.of("mean", 0L, "std", 1L);

    private final CheckRun run;

    Constants(CheckRun run) {
        this.run = run;
    }

    /**
     * @param arguments with files replaced. Where files aren't read, by numbers that go with any tensor
     * @param sources path in the op, as {@link dev.mehari.maths.InvalidOpException#path} has it → the file it came from
     */
    record Filled(@Nullable Object arguments, Map<String, String> sources) {}

    /** Empty where a file couldn't be read, with a finding. */
    Optional<Filled> fill(OpSpec op) {
        Filling filling = new Filling(op);
        Object arguments = filling.fill();
        return filling.failed ? Optional.empty() : Optional.of(new Filled(arguments, filling.sources));
    }

    /** Whether some of its constants stand in a data file. */
    static boolean areInFile(OpSpec op) {
        List<String> places = PLACES.getOrDefault(op.kernel(), List.of());
        boolean whole = places.contains("") && address(op.arguments()).isPresent();
        return whole
                || op.arguments() instanceof Map<?, ?> map
                        && places.stream()
                                .anyMatch(place -> address(map.get(place)).isPresent());
    }

    /** The file that an object names; empty if it isn't exactly {@code {file: text}}. */
    private static Optional<String> address(@Nullable Object value) {
        return value instanceof Map<?, ?> map && map.size() == 1 && map.get("file") instanceof String file
                ? Optional.of(file)
                : Optional.empty();
    }

    private final class Filling {
        private final OpSpec op;
        private final Map<String, String> sources = new LinkedHashMap<>();
        private boolean failed;

        Filling(OpSpec op) {
            this.op = op;
        }

        @Nullable
        Object fill() {
            List<String> places = PLACES.getOrDefault(op.kernel(), List.of());
            if (places.contains("") && address(op.arguments()).isPresent()) {
                return read(op.arguments(), op.kernel(), op.kernel().equals("standardize") ? ANY_SCALE : 0L);
            }
            if (!(op.arguments() instanceof Map<?, ?> map)
                    || map.keySet().stream().noneMatch(places::contains)) {
                return op.arguments();
            }
            Map<String, @Nullable Object> filled = new LinkedHashMap<>();
            map.forEach((key, value) -> {
                String name = String.valueOf(key);
                boolean isFile = places.contains(name) && address(value).isPresent();
                filled.put(name, isFile ? read(value, op.kernel() + "." + name, name.equals("std") ? 1L : 0L) : value);
            });
            return filled;
        }

        private @Nullable Object read(@Nullable Object value, String place, Object otherwise) {
            String address = address(value).orElseThrow();
            String uri = DataFiles.uri(address);
            Optional<String> other = run.configMapKeys.clash(uri);
            if (other.isPresent()) {
                failed = true;
                run.error(
                        op.path() + "." + place + ".file", ConfigMapKeys.message(uri, other.get()), ConfigMapKeys.MEND);
                return null;
            }
            if (run.models.isFetchedUnvouched(uri)) {
                failed = true;
                run.error(
                        op.path() + "." + place + ".file",
                        "'" + uri
                                + "' lies at an http address, for which nobody vouches, and a data file has no sha256",
                        "Put it beside the graph file, or into a ConfigMap, a volume, S3 or an OCI artefact.");
                return null;
            }
            if (!run.dataFiles.areRead()) {
                return otherwise;
            }
            try {
                sources.put(place, address);
                return run.dataFiles.read(address);
            } catch (InvalidModelException e) {
                failed = true;
                Sentences sentences = Sentences.of(e);
                run.error(op.path() + "." + place + ".file", sentences.message(), sentences.mend());
                return null;
            }
        }
    }
}

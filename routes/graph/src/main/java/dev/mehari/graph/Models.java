// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.Signature;

/** Checks {@code spec.models} (rule 27) and, with surroundings, finds the files and reads their signatures. */
final class Models {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    /** What the language itself knows; installed runtimes may tell more. */
    private static final Map<String, String> TOLD_BY_NAME = Map.of(".onnx", "onnx", ".zip", "dl4j");

    /** Formats that run code when they are read, and formats of frameworks that aren't here. */
    private static final Set<String> NEVER_READ =
            Set.of(".pkl", ".pickle", ".joblib", ".pt", ".pth", ".h5", ".keras", ".sav", ".mlmodel", ".tflite");

    private final CheckRun run;
    private final Map<String, LocatedModel> located = new LinkedHashMap<>();

    Models(CheckRun run) {
        this.run = run;
    }

    static ModelBase base(InferenceGraph graph) {
        return new ModelBase(graph.source().folder(), graph.spec().modelRoot());
    }

    void check() {
        run.spec().models().forEach(this::check);
    }

    /** The model of that key, if its file was found and read. */
    Optional<LocatedModel> find(String key) {
        return Optional.ofNullable(located.get(key));
    }

    /** Those found, in file order. */
    Map<String, LocatedModel> located() {
        return located;
    }

    private void check(String key, ModelSpec model) {
        String path = Place.child("spec.models", key);
        if (run.draft.isBroken(path)) {
            return;
        }
        boolean sound = checkDigest(model, path) & checkKey(model, path);
        String name = fileName(model.uri());
        String suffix = suffix(name);
        if (model.runtime().isEmpty() && NEVER_READ.contains(suffix)) {
            run.error(
                    path + ".uri",
                    "files ending in " + suffix + " are never read",
                    "Convert the model to ONNX, and name the .onnx file.");
            return;
        }
        Optional<String> runtime = model.runtime().or(() -> toldBy(name));
        if (runtime.isEmpty()) {
            missingRuntime(model, path);
            return;
        }
        if (sound && run.surroundings.isPresent()) {
            locate(key, model, runtime.get(), path, run.surroundings.get());
        }
    }

    private boolean checkDigest(ModelSpec model, String path) {
        if (model.sha256().isPresent() && !SHA256.matcher(model.sha256().get()).matches()) {
            run.error(
                    path + ".sha256",
                    "'" + model.sha256().get() + "' isn't 64 hexadecimal digits",
                    "Take the digest with 'sha256sum FILE'.");
            return false;
        }
        if (model.sha256().isEmpty() && isFetchedUnvouched(model.uri())) {
            run.error(
                    path,
                    "'sha256' is missing, and over http nobody vouches for what lies at the address",
                    "Take the digest with 'sha256sum FILE' from a copy that you trust.");
            return false;
        }
        return true;
    }

    private boolean checkKey(ModelSpec model, String path) {
        Optional<String> other = run.configMapKeys.clash(model.uri());
        other.ifPresent(uri -> run.error(path + ".uri", ConfigMapKeys.message(model.uri(), uri), ConfigMapKeys.MEND));
        return other.isEmpty();
    }

    /** Whether nobody vouches for what lies where a URI leads. */
    boolean isFetchedUnvouched(String uri) {
        String address = isRelative(uri) ? run.spec().modelRoot().orElse("") : uri;
        return address.toLowerCase(Locale.ROOT).matches("https?:.*");
    }

    static boolean isRelative(String uri) {
        return !uri.startsWith("/") && !uri.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
    }

    private static String fileName(String uri) {
        String path = uri.replaceFirst("[?#].*$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String suffix(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }

    private Optional<String> toldBy(String name) {
        return Optional.ofNullable(TOLD_BY_NAME.get(suffix(name))).or(() -> run.surroundings
                .flatMap(s -> s.runtimes().ofFileName(name))
                .map(ModelRuntime::name));
    }

    private void missingRuntime(ModelSpec model, String path) {
        Optional<String> told = recognised(model);
        run.error(
                path,
                "'runtime' is missing, and the name of '" + model.uri() + "' doesn't tell it",
                told.map(runtime -> "Its content says: add runtime: " + runtime + ".")
                        .orElse("Add one, such as runtime: xgboost."),
                told.flatMap(runtime -> run.draft.graph().source().insert(path, "runtime: " + runtime)));
    }

    private Optional<String> recognised(ModelSpec model) {
        if (run.surroundings.isEmpty()) {
            return Optional.empty();
        }
        Surroundings around = run.surroundings.get();
        try {
            ModelFile file = around.store().locate(model.uri(), base(run.draft.graph()), model.sha256());
            return around.runtimes().of(file).map(ModelRuntime::name);
        } catch (InvalidModelException unreadable) {
            // Only a hint was wanted; once it has a runtime, the file is found wanting by name.
            return Optional.empty();
        }
    }

    private void locate(String key, ModelSpec model, String runtimeName, String path, Surroundings around) {
        Optional<ModelRuntime> runtime = around.runtimes().named(runtimeName);
        if (runtime.isEmpty()) {
            unknownRuntime(runtimeName, path, around.runtimes());
            return;
        }
        try {
            ModelFile file = around.store().locate(model.uri(), base(run.draft.graph()), model.sha256());
            Signature signature = runtime.get().inspect(file);
            located.put(key, new LocatedModel(key, model, runtimeName, file, signature));
        } catch (InvalidModelException e) {
            Sentences sentences = Sentences.of(e);
            run.error(path + ".uri", sentences.message(), sentences.mend());
        }
    }

    private void unknownRuntime(String name, String path, ModelRuntimes runtimes) {
        List<String> known = List.of(runtimes.names().split(", "));
        Optional<String> meant = Words.nearest(name, known);
        String at = path + ".runtime";
        run.error(
                at,
                "no runtime '" + name + "' here; known: " + runtimes.names(),
                meant.map(m -> "Did you mean '" + m + "'?").orElse(""),
                meant.flatMap(m -> run.patch(at, m)));
    }
}

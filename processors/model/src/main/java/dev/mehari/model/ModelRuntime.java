// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.util.List;

/**
 * One engine that runs models of one or several formats. Found by {@link java.util.ServiceLoader}; stateless and
 * thread-safe. Implementations may be asked on a machine where their engine can't run: they say so with
 * {@link InvalidModelException} from {@link #load}, and everything else works on.
 */
public interface ModelRuntime {
    /** The word in the graph file, such as {@code onnx}. */
    String name();

    /** Endings of file names that say by themselves that a model is for this runtime, such as {@code .onnx}. */
    List<String> suffixes();

    /**
     * Whether the file's content looks like a format of this runtime. Reads little and runs nothing. Used for files whose
     * name doesn't tell.
     */
    boolean recognises(ModelFile file);

    /**
     * Reads what the model takes and gives, without running any of it.
     *
     * @throws InvalidModelException if the file is broken or has something that this runtime can't serve
     */
    Signature inspect(ModelFile file);

    /**
     * Loads the model, ready to answer.
     *
     * @throws InvalidModelException as {@link #inspect}, or if the engine can't run here
     */
    Model load(ModelFile file);
}

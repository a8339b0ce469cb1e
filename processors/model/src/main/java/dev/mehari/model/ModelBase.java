// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What relative model URIs of one manifest are relative to.
 *
 * @param folder the manifest's folder
 * @param modelRoot {@code spec.modelRoot} where set, as it stands there: a folder ({@code file:} or a path, relative to
 *     {@code folder}) or another scheme's prefix such as {@code https://models.example.org/credit}
 */
public record ModelBase(Path folder, Optional<String> modelRoot) {
    /** A manifest without {@code spec.modelRoot}. */
    public static ModelBase of(Path folder) {
        return new ModelBase(folder, Optional.empty());
    }
}

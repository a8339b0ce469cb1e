// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.List;
import java.util.Map;

import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a configuration may name: the layers, vertices, activations, losses, updaters and whatever else
 * Deeplearning4j itself describes a network with. Its JSON reader makes an object of any class on the class path that a
 * file names, so that naming is checked before it reads.
 */
final class KnownClasses {
    private static final List<String> PACKAGES = List.of(
            "org.deeplearning4j.nn.conf.",
            "org.deeplearning4j.nn.weights.",
            "org.nd4j.linalg.activations.impl.",
            "org.nd4j.linalg.lossfunctions.impl.",
            "org.nd4j.linalg.learning.config.",
            "org.nd4j.linalg.learning.regularization.",
            "org.nd4j.linalg.schedule.");

    /** Layers of user code inside the engine: they name operations of their own. */
    private static final String SAMEDIFF = "org.deeplearning4j.nn.conf.layers.samediff.";

    private KnownClasses() {}

    /** @throws InvalidModelException if an object at any depth is to become one of another class */
    static void check(@Nullable Object value) {
        if (value instanceof List<?> list) {
            list.forEach(KnownClasses::check);
        } else if (value instanceof Map<?, ?> object) {
            checkName("@class", object.get("@class"));
            // Distributions are marked by 'type'; where it is a plain word it means something else.
            if (object.get("type") instanceof String type && type.indexOf('.') >= 0) {
                checkName("type", type);
            }
            object.values().forEach(KnownClasses::check);
        }
    }

    private static void checkName(String key, @Nullable Object name) {
        if (name == null) {
            return;
        }
        if (!(name instanceof String className)) {
            throw new InvalidModelException("configuration.json has a '" + key + "' that is no text");
        }
        if (className.startsWith(SAMEDIFF) || PACKAGES.stream().noneMatch(className::startsWith)) {
            throw new InvalidModelException(
                    "the network has a part of class '" + className
                            + "'; only the layers, vertices, activations, losses and updaters of Deeplearning4j itself are read");
        }
    }
}

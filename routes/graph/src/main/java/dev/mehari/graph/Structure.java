// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a JSON Schema says of an object of the graph file as a whole, beside its {@link Key}s. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Structure {
    /** What the object is, in a sentence for whoever writes the file. */
    String value();

    /** Keys of which it must have at least one. */
    String[] anyOf() default {};

    /** Keys of which it must have exactly one. */
    String[] oneOf() default {};
}

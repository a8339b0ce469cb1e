// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record component as a key of the graph file. The reader takes the keys it knows from here, and the JSON Schema
 * is made from here: there is no second list.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
    /** What the key is for, in a sentence for whoever writes the file. */
    String value();

    /** Whether the file must have it. */
    boolean required() default false;

    /** The key's name where it differs from the component's. */
    String name() default "";

    /** Name of the value's definition in the JSON Schema, where the component's Java type doesn't tell it. */
    String definition() default "";
}

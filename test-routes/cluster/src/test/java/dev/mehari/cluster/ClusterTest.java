// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests on a real cluster. Methods and constructors may take the {@link Cluster}, the {@link Operator} and a {@link Space}
 * (a namespace of the test's own). Add a tag: {@code smoke}, {@code fault} or {@code scale}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
@interface ClusterTest {}

// SPDX-License-Identifier: Apache-2.0

/**
 * Models made of trees, read from their libraries' own files and walked in Java. Start with
 * {@link dev.mehari.runtime.trees.XGBoostRuntime}; {@code Forest} is the hard class.
 */
@NullMarked
package dev.mehari.runtime.trees;

import org.jspecify.annotations.NullMarked;

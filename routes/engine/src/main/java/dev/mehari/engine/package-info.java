// SPDX-License-Identifier: Apache-2.0

/**
 * Graphs that answer: revisions with their life, and the one way in for every protocol. Doors start with
 * {@link dev.mehari.engine.Graphs}.
 */
@NullMarked
package dev.mehari.engine;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

/** An op bound to the type before it: everything is decided but the numbers. Immutable, thread-safe. */
interface Step {
    /** Works on the elements in place, or puts others in their place. */
    void apply(Cells cells);
}

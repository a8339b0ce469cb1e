// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.engine;

/** What steers: nothing for observers. */
public final class Engine {}

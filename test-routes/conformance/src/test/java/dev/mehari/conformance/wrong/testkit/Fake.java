// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.testkit;

/** Nobody's main code uses what is made for tests. */
public final class Fake {}

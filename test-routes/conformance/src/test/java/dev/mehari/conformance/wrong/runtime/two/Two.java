// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.runtime.two;

public final class Two {}

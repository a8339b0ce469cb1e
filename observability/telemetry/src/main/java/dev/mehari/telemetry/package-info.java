// SPDX-License-Identifier: Apache-2.0

/** Meters of what graphs do, for any Micrometer registry. Start with {@link dev.mehari.telemetry.MicrometerObserver}. */
@NullMarked
package dev.mehari.telemetry;

import org.jspecify.annotations.NullMarked;

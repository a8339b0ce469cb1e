// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.time.Duration;
import java.util.Optional;

/**
 * What limits a step that may fail or take long (rule 25).
 *
 * @param timeout after which it has failed with 504
 * @param fallback what answers instead of it
 */
public record Guard(Optional<Duration> timeout, Optional<Fallback> fallback) {}

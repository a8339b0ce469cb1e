// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A revision of a graph.
 *
 * @param number from 1
 * @param identity SHA-256, 64 hexadecimal digits, of what makes the revision
 * @param since when it came into its present state (live, candidate, kept), RFC 3339 in whole seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RevisionStatus(
        long number, String identity, @Nullable String since) {}

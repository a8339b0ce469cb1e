// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
        @JsonPropertyDescription("Counts up, from 1.") long number,

        @JsonPropertyDescription("SHA-256 of what makes the revision.")
        String identity,

        @JsonPropertyDescription("When it came into its present state.") @Nullable
        String since) {}

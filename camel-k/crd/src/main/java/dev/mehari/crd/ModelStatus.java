// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A model that a revision runs.
 *
 * @param runtime {@code onnx}, {@code xgboost} …
 * @param uri as in the graph
 * @param version as in the graph; may be empty
 * @param sha256 of the file that was loaded, or the one demanded while none is
 * @param card as in the graph: an object
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelStatus(
        @JsonPropertyDescription("What runs it.") @Nullable String runtime,

        @JsonPropertyDescription("Where it comes from.") String uri,

        @JsonPropertyDescription("As in the graph.") @Nullable
        String version,

        @JsonPropertyDescription("Of the file that was loaded.") @Nullable
        String sha256,

        @JsonPropertyDescription("As in the graph.") @Nullable
        JsonNode card) {}

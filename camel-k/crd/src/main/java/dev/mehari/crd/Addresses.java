// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * Where a graph answers inside the cluster.
 *
 * @param http {@code http://credit.models.svc:80/v2/models/credit}, the Open Inference Protocol over REST
 * @param grpc {@code credit.models.svc:9000}, the same over gRPC
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Addresses(
        @JsonPropertyDescription("The Open Inference Protocol over REST.") @Nullable
        String http,

        @JsonPropertyDescription("The same over gRPC.") @Nullable
        String grpc) {}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Optional;

/**
 * A Gateway, and where on it.
 *
 * @param namespace the graph's own where it is empty; whether it takes routes from elsewhere is the gateway's affair
 * @param listener every one where it is empty
 */
@Structure("A Gateway, and where on it.")
public record GatewaySpec(
        @Key(value = "Its name.", required = true, definition = "objectName")
        String name,

        @Key(value = "Its namespace. Default: the graph's.", definition = "namespaceName")
        Optional<String> namespace,

        @Key(value = "One of its listeners. Default: all.", definition = "objectName")
        Optional<String> listener) {}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.List;

/**
 * How a graph is reached from outside the cluster.
 *
 * @param hostnames DNS names, the first label may be {@code *}; none: every name of the gateway's listener
 */
@Structure("How the graph is reached from outside the cluster, by Gateway API.")
public record ExposeSpec(
        @Key(value = "The Gateway that takes the requests.", required = true)
        GatewaySpec gateway,

        @Key(value = "Names under which it is reached. Default: all of the gateway's.", definition = "hostnames")
        List<String> hostnames) {
    /** What Gateway API takes for one route. */
    public static final int MAX_HOSTNAMES = 16;

    public ExposeSpec {
        hostnames = List.copyOf(hostnames);
    }
}

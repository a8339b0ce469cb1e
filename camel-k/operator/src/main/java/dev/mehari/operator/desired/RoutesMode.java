// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

/** How an Integration brings its routes to its pods. */
public enum RoutesMode {
    /** As {@code spec.flows}: Camel K reads them, knows the schemes in them, and mounts them. */
    FLOWS,
    /** As an immutable ConfigMap that is mounted: Camel K doesn't look into them. */
    RESOURCES;

    /** Before 2.11 Camel K refuses routes with schemes that its catalogue doesn't have. */
    public static RoutesMode of(CamelKVersion version) {
        return version.isAtLeast(CamelKVersion.TAKES_FLOWS) ? FLOWS : RESOURCES;
    }
}

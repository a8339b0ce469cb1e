// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

/**
 * What an Integration is made for. A revision keeps it: its pods stay as they are when Camel K is upgraded, which takes what
 * its releases before took.
 *
 * @param version the release of Camel K, or one before it
 * @param routes how it gets the routes
 */
public record CamelKForm(CamelKVersion version, RoutesMode routes) {}

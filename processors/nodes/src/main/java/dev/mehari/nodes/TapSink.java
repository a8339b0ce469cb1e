// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/** Takes what a tap saw. Called by one thread at a time, never the request's; what it throws is counted and logged. */
@FunctionalInterface
public interface TapSink {
    void accept(Snapshot snapshot) throws Exception;
}

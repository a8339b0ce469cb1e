// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import dev.mehari.engine.Graphs;
import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Failures;
import dev.mehari.oip.InFlight;
import dev.mehari.oip.RequestIds;

/**
 * What all loops of a door have in common. Thread-safe.
 *
 * @param workers for what would hold up a loop: inflating, and large JSON
 * @param version of the server, for its metadata
 * @param port the real one, once it listens
 */
record Shared(
        Graphs graphs,
        RestOptions options,
        BodyMemory memory,
        ReceivingBudget budget,
        InFlight inFlight,
        Failures failures,
        RequestIds ids,
        Executor workers,
        String version,
        AtomicInteger port) {}

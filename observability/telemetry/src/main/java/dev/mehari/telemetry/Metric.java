// SPDX-License-Identifier: Apache-2.0

package dev.mehari.telemetry;

/** The names of our metrics, as Micrometer writes them; Prometheus turns dots into underscores and adds units. */
enum Metric {
    REQUEST_DURATION("mehari.request.duration", "Time from the door to the answer, by graph, revision and outcome"),
    REQUESTS_IN_FLIGHT("mehari.requests.in.flight", "Requests under way, by graph and revision"),
    NODE_DURATION("mehari.node.duration", "Time of one run of a node, by graph, revision, node and step"),
    NODE_ERRORS("mehari.node.errors", "Runs of a node that failed, by graph, revision, node and step"),
    NODE_EVENTS(
            "mehari.node.events",
            "What guarded nodes met: fallbacks, timeouts, retries, opened breakers, by graph, revision, node, step and event"),
    NESTED_DURATION(
            "mehari.nested.duration", "Time of runs as a step of another graph, by graph, revision and outcome"),
    REVISIONS_LOADED("mehari.revisions.loaded", "Revisions in memory, by graph"),
    REVISION_SWAPS("mehari.revision.swaps", "How often another revision than before became live, by graph"),
    REVISION_FAILURES("mehari.revision.failures", "Revisions that could not be loaded or warmed, by graph"),
    TAP_SNAPSHOTS(
            "mehari.tap.snapshots", "Snapshots that taps delivered, dropped for a full queue, or failed to deliver");

    private final String id;
    private final String description;

    Metric(String id, String description) {
        this.id = id;
        this.description = description;
    }

    String id() {
        return id;
    }

    String description() {
        return description;
    }
}

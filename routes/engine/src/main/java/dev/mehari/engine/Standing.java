// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** One revision in this process: its state, and who needs it. Guarded by the engine's lock. */
final class Standing {
    final KnownRevision revision;
    private RevisionState state = RevisionState.KNOWN;
    private Instant since;
    private int holders;
    private boolean leaving;
    /** Counts up with every time that some revision of the graph went live; tells which was live last. */
    private long lastLive;

    private Optional<RevisionFailure> failure = Optional.empty();
    /** The children that it holds while it is loaded. */
    private List<KnownRevision> children = List.of();
    /** Under way while it is loaded. */
    private @Nullable Loading loading;
    /** Not done while a route of it is being taken away, or waits for that. */
    private CompletableFuture<Void> gone = CompletableFuture.completedFuture(null);

    Standing(KnownRevision revision, Instant since) {
        this.revision = revision;
        this.since = since;
    }

    RevisionState state() {
        return state;
    }

    Instant since() {
        return since;
    }

    void become(RevisionState next, Instant now) {
        if (next != state) {
            state = next;
            since = now;
        }
        if (next != RevisionState.FAILED) {
            failure = Optional.empty();
        }
    }

    void fail(RevisionFailure why) {
        become(RevisionState.FAILED, why.at());
        failure = Optional.of(why);
    }

    Optional<RevisionFailure> failure() {
        return failure;
    }

    int holders() {
        return holders;
    }

    void hold() {
        holders++;
    }

    void release() {
        if (holders == 0) {
            throw new IllegalStateException(revision.id() + " is released by somebody who doesn't hold it");
        }
        holders--;
    }

    /** Whether no new request reaches it, and its route goes when those under way are answered. */
    boolean isLeaving() {
        return leaving;
    }

    void leave(boolean leaves) {
        leaving = leaves;
    }

    long lastLive() {
        return lastLive;
    }

    void wentLive(long turn) {
        lastLive = turn;
    }

    List<KnownRevision> children() {
        return children;
    }

    void holdChildren(List<KnownRevision> held) {
        children = List.copyOf(held);
    }

    @Nullable
    Loading loading() {
        return loading;
    }

    void load(@Nullable Loading now) {
        loading = now;
    }

    CompletableFuture<Void> gone() {
        return gone;
    }

    void goes() {
        gone = new CompletableFuture<>();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.math.BigInteger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.cel.StickyHash;
import org.jspecify.annotations.Nullable;

/**
 * Takes an arm by the hash of a key (rule 22): the first whose cumulated weight exceeds 100·u. Decided in whole numbers: u is
 * k / 2^53, so arm i is taken where k &lt; W_i · 2^53 / 10,000, W_i being its cumulated weight in hundredths of a percent.
 */
final class ArmChooser implements RowChooser {
    private static final int WHOLE = 10_000;

    private final String salt;
    private final StickyKey key;
    /** By arm: the smallest k that is too large for it. */
    private final long[] limits;

    private final WarmupTurn turn;

    private ArmChooser(String salt, StickyKey key, long[] limits, WarmupTurn turn) {
        this.salt = salt;
        this.key = key;
        this.limits = limits;
        this.turn = turn;
    }

    static ArmChooser of(JsonNode json, Declaration declaration) {
        JsonNode arms = json.path("arms");
        int[] weights = new int[arms.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = arms.get(i).asInt();
        }
        String block = json.path("block").asText();
        return new ArmChooser(
                declaration.graph() + "/" + block,
                StickyKey.of(json.path("key"), declaration, block + ".key"),
                limits(weights),
                WarmupTurn.of(json, weights.length));
    }

    /** @param weights in hundredths of a percent */
    static long[] limits(int[] weights) {
        long[] limits = new long[weights.length];
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            limits[i] = BigInteger.valueOf(sum)
                    .shiftLeft(53)
                    .add(BigInteger.valueOf(WHOLE - 1))
                    .divide(BigInteger.valueOf(WHOLE))
                    .longValueExact();
        }
        if (sum != WHOLE) {
            throw new IllegalArgumentException("the weights of the arms sum to " + sum / 100.0 + ", not to 100");
        }
        return limits;
    }

    /** @param u in [0, 1), of 53 bits */
    static int armOf(double u, long[] limits) {
        long k = (long) (u * 0x1p53);
        int low = 0;
        int high = limits.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (k < limits[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Override
    public int branches() {
        return limits.length;
    }

    @Override
    public boolean readsRows() {
        return key.readsRows();
    }

    @Override
    public Asked ask(Inference frame) {
        CelRow values = key.rowOf(frame);
        return row -> armOf(StickyHash.unit(salt, key.of(values, row)), limits);
    }

    @Override
    public int warmupBranch(Inference frame) {
        key.warm(key.rowOf(frame));
        return turn.of(frame);
    }

    @Override
    public @Nullable String text(int branch) {
        return null;
    }
}

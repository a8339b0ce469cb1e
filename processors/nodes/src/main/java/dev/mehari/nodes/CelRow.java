// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import dev.mehari.cel.CelInput;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A frame as a condition reads it: its references resolved to slots. One per evaluation, so nothing is shared. */
final class CelRow implements CelInput {
    private final Inference frame;
    private final int[] slots;

    CelRow(Inference frame, int[] slots) {
        this.frame = frame;
        this.slots = slots;
    }

    @Override
    public Tensor tensor(int reference) {
        return frame.get(slots[reference]);
    }

    @Override
    public String header(String name) {
        return request().headers().get(name);
    }

    @Override
    public boolean hasHeader(String name) {
        return request().headers().has(name);
    }

    @Override
    public @Nullable Object param(String name) {
        return request().parameters().get(name);
    }

    @Override
    public String requestId() {
        return request().id();
    }

    @Override
    public String caller() {
        return request().caller();
    }

    Request request() {
        return frame.call().request();
    }
}

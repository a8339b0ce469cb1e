// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.net.URI;
import java.util.concurrent.ForkJoinPool;

import dev.mehari.nodes.RemoteModel;
import dev.mehari.nodes.RemoteModels;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** Another server's only model, which answers on a thread of its own. */
record RemoteToy(ReferenceInterpreter.Toy toy) implements RemoteModels, RemoteModel {
    static final String URI_TEXT = "grpc://elsewhere:9000/toy";

    @Override
    public boolean speaks(String scheme) {
        return scheme.equals("grpc");
    }

    @Override
    public RemoteModel open(URI uri, long maxAnswerBytes) {
        return this;
    }

    @Override
    public void infer(Question question, Answer answer) {
        Tensor x = question.inputs().tensor(0);
        ForkJoinPool.commonPool().execute(() -> {
            float[] p = new float[x.rows()];
            for (int row = 0; row < p.length; row++) {
                p[row] = (float) toy.answer(x.slice(row, row + 1).toDoubles())[0];
            }
            answer.answered(NamedTensors.of("p", Tensor.of(Shape.of(p.length), p)));
        });
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

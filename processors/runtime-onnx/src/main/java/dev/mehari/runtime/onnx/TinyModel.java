// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

/** Writes models of one node, for what ONNX Runtime can do but its Java interface can't ask for. */
final class TinyModel {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int ML_OPSET = 2;

    private TinyModel() {}

    /**
     * @param node gives {@code out}
     * @param more further fields of the graph
     * @param element of the output
     */
    static byte[] of(WireWriter node, WireWriter more, ElementType element) {
        WireWriter graph = new WireWriter()
                .message(1, node)
                .text(2, "tiny") // name
                .append(more)
                .message(12, TypedValue.of("out", element, null)); // output
        return new WireWriter()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, new WireWriter().number(2, OPSET)) // opset_import: version
                .message(8, new WireWriter().text(1, "ai.onnx.ml").number(2, ML_OPSET)) // domain, version
                .toBytes();
    }
}

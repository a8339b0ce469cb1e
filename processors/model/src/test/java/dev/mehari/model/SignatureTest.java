// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.util.ArrayList;
import java.util.List;

import dev.mehari.tensor.Datatype;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SignatureTest {
    private static TensorSpec spec(String name) {
        return new TensorSpec(name, Datatype.FP32, null);
    }

    @Test
    void refusesOneNameTwiceOnASide() {
        assertThatThrownBy(() -> new Signature(List.of(spec("x"), spec("x")), List.of()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("the model has two inputs named 'x'");
        assertThatThrownBy(() -> new Signature(List.of(), List.of(spec("y"), spec("y"))))
                .hasMessage("the model has two outputs named 'y'");
    }

    @Test
    void takesOneNameOnBothSides() {
        assertThat(new Signature(List.of(spec("x")), List.of(spec("x"))).inputs())
                .hasSize(1);
    }

    @Test
    void keepsItsOwnLists() {
        List<TensorSpec> inputs = new ArrayList<>(List.of(spec("x")));
        Signature signature = new Signature(inputs, List.of());
        inputs.clear();
        assertThat(signature.inputs()).containsExactly(spec("x"));
    }
}

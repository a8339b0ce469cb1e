// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConversionsTest {
    private final TestRequest request = TestRequest.batch()
            .input("f", Tensor.filled(Datatype.FP32, Shape.of(1), 0.7))
            .input("d", Tensor.of(Shape.of(1), 0.7))
            .input("h", Tensor.filled(Datatype.FP16, Shape.of(1), 0.5))
            .input("i", Tensor.of(Shape.of(1), -12))
            .input("u", Tensor.filled(Datatype.UINT64, Shape.of(1), 0x1p63))
            .input("yes", Tensor.of(Shape.of(1), true))
            .input("nan", Tensor.of(Shape.of(1), Double.NaN))
            .param("n", 5L)
            .param("r", 2.5)
            .param("t", "7")
            .param("b", true);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f|0.7",
                "d|0.7",
                "double(f)|0.699999988079071",
                "h|0.5",
                "i|-12",
                "u|9223372036854775808",
                "yes|true",
                "nan|NaN",
                "1.0 / 0.0|+Inf",
                "-1.0 / 0.0|-Inf",
                "2.0|2",
                "-0.0|-0",
                "1e21|1e+21",
                "123456789012345680000.0|123456789012345680000",
                "1.5e300|1.5e+300",
                "0.000001|0.000001",
                "1e-7|0.0000001",
                "1.5e-8|1.5e-8",
                "1u|1",
                "params.n|5",
                "params.r|2.5",
                "params.t|7",
                "params.b|true",
                "request.id|r-1"
            })
    void stringWritesTheShortestDigits(String value, String text) {
        assertThat(request.value("string(" + value + ")", 0)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int('-9223372036854775808') < 0",
                "int('+5') == 5",
                "int(2.9) == 2 && int(-2.9) == -2",
                "int(-9223372036854775808.0) < 0",
                "int(5u) == 5",
                "int(params.r) == 2 && int(params.t) == 7 && int(params.n) == 5",
                "uint('18446744073709551615') > u",
                "uint(18446744073709549568.0) == 18446744073709549568u",
                "uint(-0.5) == 0u",
                "uint(params.n) == 5u",
                "double('1e3') == 1000.0 && double('.5') == 0.5 && double('-1.') == -1.0",
                "isNaN(double('NaN'))",
                "double('-Infinity') < -1e308",
                "double(u) == 9223372036854775808.0",
                "double(params.n) == 5.0 && double(params.t) == 7.0",
                "bool('true') && !bool('FALSE') && bool('1') && bool(yes) && bool(params.b)"
            })
    void takesWhatCelTakes(String text) {
        assertThat(request.test(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int('') == 0",
                "int(' 5') == 5",
                "int('5.0') == 5",
                "int('٣') == 3",
                "int('9223372036854775808') > 0",
                "int(1e19) > 0",
                "int(9223372036854775808.0) > 0",
                "uint('-1') == 0u",
                "uint('+') == 0u",
                "uint(-1.0) == 0u",
                "uint(1e20) > 0u",
                "double('') == 0.0",
                "double(' 1') == 1.0",
                "double('1d') == 1.0",
                "double('0x1p3') == 8.0",
                "double('1e999') > 0.0",
                "double('٣') == 3.0",
                "bool('yes')",
                "bool('')",
                "int(params.b) == 1",
                "uint(params.b) == 1u",
                "double(params.b) == 1.0",
                "bool(params.n)",
                "string(params.gone) == ''"
            })
    void whatIsNoSuchValueIsAnError(String text) {
        assertThatThrownBy(() -> request.test(text))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.kind()).isEqualTo(InferenceException.Kind.INVALID));
    }

    @Test
    void textsAreReadWithoutBacktracking() {
        String digits = "1".repeat(1 << 19);
        TestRequest long1 = TestRequest.batch().input("s", Tensor.of(Shape.of(1), digits + "x"));
        assertThatThrownBy(() -> long1.test("double(s) > 1.0")).hasMessage("double() of a text that is no number");
    }
}

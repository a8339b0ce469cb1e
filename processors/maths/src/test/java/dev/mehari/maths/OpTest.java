// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Datatype;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static dev.mehari.maths.Findings.assertRefused;
import static dev.mehari.maths.Given.op;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("rule-17")
class OpTest {
    @Test
    void knowsTheKernelsOfTheLanguage() {
        assertThat(Op.kernels())
                .containsExactly(
                        "select",
                        "concat",
                        "cast",
                        "impute",
                        "clip",
                        "standardize",
                        "log",
                        "oneHot",
                        "bucketize",
                        "softmax",
                        "argmax",
                        "threshold",
                        "labels");
    }

    @Test
    void anUnknownKernelIsAFinding() {
        assertRefused(() -> op("onehot"))
                .at("")
                .mentioning("no kernel 'onehot'; known: select, concat, ")
                .mendedBy("Did you mean 'oneHot'?");
        assertRefused(() -> op("fourier")).mendedBy("Write one of the known kernels.");
    }

    @Test
    void readsColumnsByNameAndPosition() {
        assertThat(op("select", List.of("age", 2)))
                .isEqualTo(new Op.Select(List.of(new Column.Named("age"), new Column.At(2))));
    }

    @Test
    void readsConstantsOfEachForm() {
        assertThat(op("impute", 1.5)).isEqualTo(new Op.Impute(new Constant.One(1.5)));
        assertThat(op("impute", List.of(1, 2L))).isEqualTo(new Op.Impute(new Constant.Each(List.of(1L, 2L))));
        assertThat(op("impute", Map.of("age", 40f))).isEqualTo(new Op.Impute(new Constant.ByName(Map.of("age", 40L))));
    }

    @Test
    void equalNumbersMakeEqualOpsHoweverWritten() {
        for (Number one : List.of(1, 1L, 1.0, 1f, (short) 1, new BigDecimal("1.00"), BigInteger.ONE)) {
            assertThat(op("impute", one).arguments()).isEqualTo(1L);
        }
        assertThat(op("impute", -0.0).arguments()).isEqualTo(-0.0);
        assertThat(op("impute", new BigDecimal("0.1")).arguments()).isEqualTo(0.1);
        assertThat(op("impute", 1e300).arguments()).isEqualTo(1e300);
        assertThat(op("impute", BigInteger.TWO.pow(64)).arguments()).isEqualTo(BigInteger.TWO.pow(64));
        assertThat(op("impute", new BigDecimal("18446744073709551615")).arguments())
                .isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    }

    @Test
    void argumentsStandInTheOrderOfTheLanguage() {
        assertThat(op("clip", Map.of("max", 1, "min", 0)).arguments()).hasToString("{min=0, max=1}");
        assertThat(op("standardize", Map.of("std", 1, "mean", 0)).arguments()).hasToString("{mean=0, std=1}");
        assertThat(op("threshold", Map.of("labels", List.of("a", "b"), "at", 0.5))
                        .arguments())
                .hasToString("{at=0.5, labels=[a, b]}");
    }

    @Test
    void kernelsWithoutArgumentsTakeNone() {
        assertThat(op("log", Map.of())).isEqualTo(op("log"));
        assertRefused(() -> op("log", 2))
                .at("log")
                .saying("log takes no arguments, got number 2")
                .mendedBy("Write only 'log'.");
        assertRefused(() -> op("oneHot", List.of("checking"))).at("oneHot");
        assertRefused(() -> op("softmax", Map.of("axis", 1))).at("softmax");
    }

    @Test
    void aKernelWithArgumentsNeedsThem() {
        assertRefused(() -> op("select")).at("select").saying("wants a list of columns, got nothing");
        assertRefused(() -> op("impute")).at("impute").saying("wants a number, got nothing");
        assertRefused(() -> op("clip")).at("clip").saying("wants min and max, got nothing");
        assertRefused(() -> op("clip", Map.of())).at("clip").saying("neither min nor max is given");
        assertRefused(() -> op("cast")).at("cast").saying("wants text, got nothing");
        assertRefused(() -> op("labels", List.of())).at("labels").saying("there is no label");
        assertRefused(() -> op("select", List.of())).at("select").saying("no column is selected");
        assertRefused(() -> op("impute", Map.of())).at("impute").saying("names no column");
    }

    @Test
    void aMissingArgumentIsNamed() {
        assertRefused(() -> op("standardize", Map.of("mean", 0)))
                .at("standardize")
                .saying("missing: std")
                .mendedBy("Write {mean: 0, std: 1}.");
        assertRefused(() -> op("threshold", Map.of())).saying("missing: at, labels");
    }

    @Test
    void anUnknownArgumentIsNamedWithItsNeighbour() {
        assertRefused(() -> op("clip", Map.of("mini", 0)))
                .at("clip.mini")
                .saying("no such argument; known: min, max")
                .mendedBy("Did you mean 'min'?");
        assertRefused(() -> op("bucketize", Map.of("a b", 1)))
                .at("bucketize[\"a b\"]")
                .mendedBy("Remove it.");
    }

    @Test
    void textIsNoNumber() {
        assertRefused(() -> op("impute", "0")).at("impute").saying("wants a number, got the text '0'");
        assertRefused(() -> op("clip", Map.of("min", List.of(0, "1"))))
                .at("clip.min[1]")
                .saying("wants a number, got the text '1'")
                .mendedBy("Write a number without quotes.");
        assertRefused(() -> op("impute", Collections.singletonMap("age", null)))
                .at("impute.age")
                .saying("wants a number, got nothing");
    }

    @Test
    void numbersAreFinite() {
        for (Object wrong : List.of(Double.NaN, Float.POSITIVE_INFINITY, new BigDecimal("1e999"))) {
            assertRefused(() -> op("impute", wrong)).at("impute").mentioning("wants a finite number, got ");
        }
    }

    @Test
    void positionsAreWholeAndNotNegative() {
        assertRefused(() -> op("select", List.of(-1)))
                .at("select[0]")
                .saying("-1 is no position of a column")
                .mendedBy("Positions are whole and count from 0.");
        assertRefused(() -> op("select", List.of(0, 1.5))).at("select[1]");
        assertRefused(() -> op("select", List.of(1L << 31))).at("select[0]");
        assertRefused(() -> op("select", List.of(true)))
                .saying("wants a column, got the boolean true")
                .mendedBy("Quote the name: \"true\".");
        assertRefused(() -> op("select", "age")).at("select").saying("wants a list of columns, got the text 'age'");
        assertRefused(() -> op("select", Arrays.asList("age", null))).at("select[1]");
    }

    @Test
    void textsGivenAsSomethingElseAreToBeQuoted() {
        assertRefused(() -> op("labels", List.of("a", 7)))
                .at("labels[1]")
                .saying("wants text, got the number 7")
                .mendedBy("Quote it: \"7\".");
        assertRefused(() -> op("labels", List.of(List.of()))).saying("wants text, got a list");
    }

    @Test
    void keysAreText() {
        assertRefused(() -> op("impute", Map.of(1, 2)))
                .at("impute")
                .saying("the key 1 is no text")
                .mendedBy("Quote it: \"1\".");
    }

    @Test
    void anUnknownDatatypeIsAFinding() {
        assertRefused(() -> op("cast", "fp32"))
                .at("cast")
                .mentioning("no datatype 'fp32'; known: INT8, ")
                .mendedBy("Did you mean 'FP32'?");
        assertRefused(() -> op("cast", 32)).mendedBy("Quote it: \"32\".");
    }

    @Test
    void pathsQuoteOddNames() {
        assertRefused(() -> op("impute", Map.of("a\"b\\", "x"))).at("impute[\"a\\\"b\\\\\"]");
        assertRefused(() -> op("impute", Map.of("petal length (cm)", "x"))).at("impute[\"petal length (cm)\"]");
    }

    @Test
    void longValuesAreShownShortened() {
        assertRefused(() -> op("impute", "x".repeat(1000)))
                .saying("wants a number, got the text '" + "x".repeat(60) + "…'");
        assertRefused(() -> Transform.of(
                        List.of(op("clip", Map.of("min", BigInteger.TEN.pow(200)))),
                        List.of(Given.type(Datatype.INT64, -1))))
                .mentioning("INT64 can't hold 1000000000000000000000000000000000000000…");
    }

    @Test
    void recordsCheckThemselves() {
        assertThatThrownBy(() -> new Op.Clip(null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Op.Bucketize(List.of(2, 1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Op.Threshold(1, List.of("a"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Op.Cast(Datatype.BOOL)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Constant.One(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Column.At(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}

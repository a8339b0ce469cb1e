// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Texts that give text, what a text reads, and who may read it. */
class CelTextTest {
    private final TestRequest request = TestRequest.batch()
            .input("customer", Tensor.of(Shape.of(2), "ann", "bob"))
            .input("x", Tensor.of(Shape.of(2, 1), 1f, 0f), new Feature("tier", List.of("silver", "gold")))
            .header("x-user", "eve")
            .param("user", "pam")
            .param("number", 5L);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "customer|bob",
                "x.tier|silver",
                "headers['x-user']|eve",
                "request.caller|alice",
                "params.user|pam",
                "customer + '/' + x.tier|bob/silver",
                "has(params.gone) ? params.gone : request.id|r-1",
                "size(headers.none) > 0 ? headers.none : customer|bob",
                "string(params.number)|5"
            })
    @Tag("rule-22")
    void rule22_aKeyIsAnyText(String text, String expected) {
        assertThat(request.value(text, 1)).isEqualTo(expected);
    }

    @Test
    @Tag("rule-22")
    void rule22_aKeyThatIsNoTextIsRefused() {
        assertThatThrownBy(() -> request.value("size(customer)", 0))
                .hasMessage("at 0: 'size(customer)' is INT64, where text is wanted. Convert it with string()");
        assertThatThrownBy(() -> request.value("params.number", 0))
                .isInstanceOf(InferenceException.class)
                .hasMessage("'params.number' is INT64, text is wanted");
    }

    @Test
    @Tag("rule-9")
    void rule9_onlyWhatReadsATensorReadsRows() {
        assertThat(request.condition("headers.a == 'b' && params.c > 1 && request.id != ''")
                        .readsRows())
                .isFalse();
        assertThat(request.condition("headers.a == 'b' && customer == 'ann'").readsRows())
                .isTrue();
        assertThat(CelText.compile("request.id", request.scope()).readsRows()).isFalse();
        CelCondition alone = request.condition("params.number == 5");
        assertThat(alone.test(request.input(List.of()), -1))
                .as("the row isn't looked at")
                .isTrue();
    }

    @Test
    void anUnreachablePartIsReadAllTheSame() {
        assertThat(request.condition("true || customer == 'ann'").references())
                .containsExactly(new CelReference("customer", ""));
    }

    @Test
    void aTensorNamedTwiceIsOneReference() {
        CelCondition condition = request.condition("customer == 'ann' || x.tier == 'gold' && customer != 'bob'");
        assertThat(condition.references()).extracting(CelReference::toString).containsExactly("customer", "x");
    }

    @Test
    void manyThreadsMayAskOneCondition() throws Exception {
        float[] values = new float[1_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        TestRequest many = TestRequest.batch().input("v", Tensor.of(Shape.of(250, 4), values));
        String text = "v.filter(a, v.exists(b, b > a)).map(c, c * 2.0).size() == 3 && v[1] == min(v) + 1.0";
        CelCondition condition = many.condition(text);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Boolean> all = () -> IntStream.range(0, 25_000)
                    .allMatch(i -> condition.test(many.input(condition.references()), i % 250));
            for (Future<Boolean> answer : threads.invokeAll(List.of(all, all, all, all))) {
                assertThat(answer.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anAnswerOtherThanAnErrorOfCelPassesThrough() {
        CelCondition condition = request.condition("customer == 'ann' || true");
        CelInput broken = new CelInput() {
            @Override
            public Tensor tensor(int reference) {
                throw InferenceException.of(InferenceException.Kind.TIMEOUT, "late");
            }

            @Override
            public String header(String name) {
                return "";
            }

            @Override
            public boolean hasHeader(String name) {
                return false;
            }

            @Override
            public Object param(String name) {
                return 1L;
            }

            @Override
            public String requestId() {
                return "";
            }

            @Override
            public String caller() {
                return "";
            }
        };
        assertThatThrownBy(() -> condition.test(broken, 0)).hasMessage("late");
    }

    @Test
    void headerNamesAreCheckedForKeysToo() {
        assertThat(HeaderName.problem("x-user")).isEmpty();
        assertThat(HeaderName.problem("X-User"))
                .hasValueSatisfying(p -> assertThat(p.patch()).isEqualTo("x-user"));
        assertThat(HeaderName.problem("Cookie"))
                .hasValueSatisfying(p -> assertThat(p.patch()).isNull());
        assertThat(HeaderName.problem("x user")).isPresent();
        assertThat(HeaderName.problem("")).isPresent();
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import dev.mehari.tensor.InferenceException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Assertions on what is refused: an op before any request, or a request. */
final class Findings {
    private final InvalidOpException finding;

    private Findings(InvalidOpException finding) {
        this.finding = finding;
    }

    static Findings assertRefused(ThrowingCallable call) {
        InvalidOpException finding = catchThrowableOfType(InvalidOpException.class, call);
        assertThat(finding).as("a finding").isNotNull();
        return new Findings(finding);
    }

    Findings at(String path) {
        assertThat(finding.path()).isEqualTo(path);
        return this;
    }

    Findings atOp(int op) {
        assertThat(finding.op()).isEqualTo(op);
        return this;
    }

    Findings saying(String message) {
        assertThat(finding).hasMessage(message);
        return this;
    }

    Findings mentioning(String part) {
        assertThat(finding).hasMessageContaining(part);
        return this;
    }

    Findings mendedBy(String mend) {
        assertThat(finding.mend()).isEqualTo(mend);
        return this;
    }

    static void assertBadRequest(ThrowingCallable call, String message) {
        assertFailure(call, InferenceException.Kind.INVALID, message);
    }

    static void assertFailure(ThrowingCallable call, InferenceException.Kind kind, String message) {
        InferenceException failure = catchThrowableOfType(InferenceException.class, call);
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage(message);
    }
}

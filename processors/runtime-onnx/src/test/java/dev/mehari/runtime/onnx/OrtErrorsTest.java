// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.mehari.tensor.InferenceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The texts are what ONNX Runtime 1.23.2 said. */
class OrtErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "matmul_helper.h:59 Compute MatMul dimension mismatch | MatMul dimension mismatch",
                "/onnxruntime_src/include/onnxruntime/core/framework/op_kernel_context.h:42 const T*"
                        + " onnxruntime::OpKernelContext::Input(int) const [with T = onnxruntime::Tensor] Missing Input: b"
                        + " | Missing Input: b",
                "/onnxruntime_src/onnxruntime/core/framework/execution_frame.cc:160 onnxruntime::common::Status"
                        + " onnxruntime::IExecutionFrame::GetOrCreateNodeOutputMLValue(int, int, const"
                        + " onnxruntime::TensorShape*, OrtValue*&, const onnxruntime::Node&) shape && tensor.Shape() =="
                        + " *shape was false. OrtValue shape verification failed."
                        + " | OrtValue shape verification failed",
                "Exception during initialization: /onnxruntime_src/onnxruntime/core/providers/cpu/text/string_normalizer.cc:393"
                        + " onnxruntime::string_normalizer::Locale::Locale(const std::string&)::<lambda()> Failed to construct"
                        + " locale with name:en_US.UTF-8:locale::facet::_S_create_c_locale name not valid:Please, install"
                        + " | it needs the locale en_US.UTF-8, which this machine doesn't have. Install it",
                "/onnxruntime_src/a/b.cc:7 void onnxruntime::Odd::Thing() onnxruntime::Other::thing | it says no more"
            })
    void keepsWhatIsMeantForPeople(String said, String words) {
        assertThat(OrtErrors.words(said)).isEqualTo(words);
    }

    @Test
    void takesMemoryAsOurFault() {
        OrtException e = new OrtException(
                OrtErrorCode.ORT_RUNTIME_EXCEPTION,
                "Non-zero status code returned while running Expand node. Name:'e' Status Message: std::bad_alloc");

        assertThat(OrtErrors.unanswered(e).kind()).isEqualTo(InferenceException.Kind.FAILED);
    }

    @Test
    void takesAMissingOperatorAsOurFault() {
        OrtException e = new OrtException(
                OrtErrorCode.ORT_NOT_IMPLEMENTED,
                "Non-zero status code returned while running Odd node. Name:'o' Status Message: not implemented");

        assertThat(OrtErrors.unanswered(e).kind()).isEqualTo(InferenceException.Kind.FAILED);
    }

    @Test
    void cutsLongTexts() {
        assertThat(OrtErrors.words("x".repeat(1_000))).hasSize(301);
    }
}

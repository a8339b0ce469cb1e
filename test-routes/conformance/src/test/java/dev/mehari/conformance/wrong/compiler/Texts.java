// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.compiler;

import dev.mehari.conformance.wrong.graph.Manifests;
import dev.mehari.conformance.wrong.nodes.Steps;
import org.apache.camel.impl.DefaultCamelContext;

public final class Texts {
    private Texts() {}

    static final class WrongStart {
        void start() {
            new DefaultCamelContext().start();
        }
    }

    static final class WrongStep {
        Object step() {
            return new Steps.RightStep();
        }
    }

    public static final class RightText {
        public Object of(Manifests.RightManifest manifest) {
            return manifest;
        }
    }
}

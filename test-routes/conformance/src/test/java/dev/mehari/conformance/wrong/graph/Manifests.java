// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.graph;

import java.net.InetSocketAddress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.conformance.wrong.cel.Conditions;
import dev.mehari.conformance.wrong.nodes.Steps;
import org.apache.camel.CamelContext;

public final class Manifests {
    private Manifests() {}

    static final class WrongStep {
        Object step() {
            return new Steps.RightStep();
        }
    }

    static final class WrongCamel {
        String name(CamelContext context) {
            return context.getName();
        }
    }

    static final class WrongNetwork {
        int port(InetSocketAddress address) {
            return address.getPort();
        }
    }

    public static final class RightManifest implements Conditions.RightCondition {
        public String text(JsonNode json) {
            return json.asText();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.model;

import java.net.URI;
import java.net.http.HttpRequest;

import dev.mehari.conformance.wrong.runtime.one.One;
import org.apache.camel.Exchange;

/** Neither Camel nor HTTP. */
public final class Models {
    private Models() {}

    static final class WrongCamel {
        Exchange exchange(Exchange exchange) {
            return exchange;
        }
    }

    static final class WrongHttp {
        HttpRequest get(URI uri) {
            return HttpRequest.newBuilder(uri).build();
        }
    }

    static final class WrongRuntime {
        Object one() {
            return new One.RightRuntime();
        }
    }

    public static final class RightModel {
        public URI uri() {
            return URI.create("file:model.onnx");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.net.URI;

/**
 * A way to models on other servers, for the step {@code call}. Found by {@link java.util.ServiceLoader}, or bound in Camel's
 * registry; this room opens no socket itself. Thread-safe.
 */
public interface RemoteModels extends AutoCloseable {
    /** @param scheme of a URI, in lower case: {@code grpc} */
    boolean speaks(String scheme);

    /**
     * Makes ready to ask a model; nobody is asked yet, and the server needn't be there. Models at one server share connections.
     *
     * @param uri {@code scheme://host:port/model}
     * @param maxAnswerBytes larger answers are refused before memory is taken
     * @throws IllegalArgumentException if the URI isn't of that form
     */
    RemoteModel open(URI uri, long maxAnswerBytes);

    @Override
    void close();
}

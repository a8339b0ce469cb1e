// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.util.Optional;

/** Who asks S3. Its text is never shown: {@code toString} has none of it. */
record S3Keys(String id, String secret, Optional<String> sessionToken) {
    private static final String ID = "AWS_ACCESS_KEY_ID";
    private static final String SECRET = "AWS_SECRET_ACCESS_KEY";
    private static final String SESSION = "AWS_SESSION_TOKEN";

    /** Empty where there are none, so that public buckets are asked as anybody. */
    static Optional<S3Keys> of(Credentials credentials) throws IOException {
        Optional<String> id = credentials.word(ID);
        Optional<String> secret = credentials.word(SECRET);
        if (id.isPresent() != secret.isPresent()) {
            throw new IOException(
                    "of the credentials " + ID + " and " + SECRET + " only one is there. Give both, or none");
        }
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new S3Keys(id.get(), secret.orElseThrow(), credentials.word(SESSION)));
    }

    @Override
    public String toString() {
        return "S3Keys";
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which S3 is asked.
 *
 * @param endpoint of a store that speaks S3, such as {@code http://minio:9000}; empty: Amazon's
 * @param region that requests are signed for
 * @param pathStyle whether the bucket stands in the path and not in the host's name
 */
record S3Settings(Optional<URI> endpoint, String region, boolean pathStyle) {
    static final String ENDPOINT = "mehari.s3.endpoint";
    static final String REGION = "mehari.s3.region";
    static final String PATH_STYLE = "mehari.s3.path-style";
    private static final String DEFAULT_REGION = "us-east-1";

    /**
     * @param environment for {@code AWS_REGION} and {@code AWS_DEFAULT_REGION} where no setting says a region
     * @throws IllegalArgumentException naming a setting that can't be read
     */
    static S3Settings of(Function<String, Optional<String>> setting, Function<String, Optional<String>> environment) {
        Optional<URI> endpoint = setting.apply(ENDPOINT).map(S3Settings::endpoint);
        String region = setting.apply(REGION)
                .or(() -> environment.apply("AWS_REGION"))
                .or(() -> environment.apply("AWS_DEFAULT_REGION"))
                .orElse(DEFAULT_REGION);
        if (!region.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException(REGION + " is '" + region + "', not a region such as eu-central-1");
        }
        String style = setting.apply(PATH_STYLE).orElse("auto").toLowerCase(Locale.ROOT);
        return switch (style) {
            case "true" -> new S3Settings(endpoint, region, true);
            case "false" -> new S3Settings(endpoint, region, false);
            // Stores of one's own seldom have a name for each bucket; Amazon's have.
            case "auto" -> new S3Settings(endpoint, region, endpoint.isPresent());
            default -> throw new IllegalArgumentException(PATH_STYLE + " is '" + style + "', not true, false or auto");
        };
    }

    private static URI endpoint(String text) {
        try {
            URI uri = URI.create(text.replaceFirst("/+$", ""));
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below, without a text that may have a password in it
        }
        throw new IllegalArgumentException(
                ENDPOINT + " is no address such as https://s3.example.org:9000 without a user and a query");
    }

    /** Where a bucket is asked: scheme, host and the beginning of the path, without a slash at the end. */
    String base(String bucket) {
        // A certificate for *.s3… covers no name with more dots in it.
        boolean inPath = pathStyle || bucket.indexOf('.') >= 0;
        if (endpoint.isEmpty()) {
            String domain = region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
            String host = "s3." + region + domain;
            return inPath ? "https://" + host + "/" + bucket : "https://" + bucket + "." + host;
        }
        URI uri = endpoint.get();
        return inPath
                ? uri + "/" + bucket
                : uri.getScheme() + "://" + bucket + "." + uri.getRawAuthority() + uri.getRawPath();
    }
}

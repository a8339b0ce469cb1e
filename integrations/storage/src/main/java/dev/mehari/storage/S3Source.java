// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.mehari.model.ModelCache;
import dev.mehari.model.ModelSource;

/**
 * {@code s3://bucket/key}, on Amazon S3 or what speaks its language. The server is a matter of settings and never of a
 * manifest, so keys go nowhere else; redirects aren't followed. Without {@code sha256} the object is taken as it is and its
 * digest becomes part of the revision; the next time it is only asked whether it has changed.
 */
public final class S3Source implements ModelSource {
    /** Amazon S3 User Guide, "Bucket naming rules". */
    private static final Pattern BUCKET = Pattern.compile("(?!.*\\.\\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]{1,64})</Code>");
    private static final int MOST_OF_AN_ERROR = 4096;

    private final S3Settings settings;
    private final Credentials credentials;
    private final HttpPolicy policy;
    private final Tries tries;
    private final InstantSource clock;

    /** By the settings {@code mehari.s3.*}, with keys from {@code mehari.credentials} or the environment. */
    public S3Source() {
        this(
                S3Settings.of(StorageSettings::of, name -> Optional.ofNullable(System.getenv(name))),
                Credentials.installed(),
                HttpPolicy.of(StorageSettings::of),
                Tries.standard(),
                InstantSource.system());
    }

    S3Source(S3Settings settings, Credentials credentials, HttpPolicy policy, Tries tries, InstantSource clock) {
        this.settings = settings;
        this.credentials = credentials;
        this.policy = policy;
        this.tries = tries;
        this.clock = clock;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("s3");
    }

    /** The owner of the bucket vouches. */
    @Override
    public boolean requiresDigest() {
        return false;
    }

    /** An object's place and where it is asked for. */
    private record S3Object(String bucket, String key, URI uri) {
        String address() {
            return "s3 " + uri;
        }
    }

    @Override
    public Path fetch(URI uri, Optional<String> sha256, ModelCache cache) throws IOException {
        S3Object object = object(uri);
        Optional<S3Keys> keys = S3Keys.of(credentials);
        HttpAsk ask = new HttpAsk(policy);
        return tries.run(ask, () -> fetch(ask, object, keys, sha256, cache));
    }

    private S3Object object(URI uri) throws IOException {
        String bucket = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IOException("it names no bucket, as in s3://my-models/credit/trees.json");
        }
        MountSource.requireNoQuery(uri);
        String key = Optional.ofNullable(uri.getPath()).orElse("").replaceFirst("^/", "");
        if (key.isEmpty() || key.endsWith("/")) {
            throw new IOException("it names no object of bucket '" + bucket + "'. Write s3://" + bucket + "/KEY");
        }
        URI address = URI.create(settings.base(bucket) + "/" + S3Signature.encode(key));
        if (settings.endpoint().isEmpty()) {
            Destination.first(address, policy); // the manifest has a word in the host's name
        }
        return new S3Object(bucket, key, address);
    }

    private Path fetch(HttpAsk ask, S3Object object, Optional<S3Keys> keys, Optional<String> sha256, ModelCache cache)
            throws IOException {
        Optional<ModelCache.Remembered> before =
                sha256.isEmpty() ? cache.remembered(object.address(), object.key()) : Optional.empty();
        Map<String, String> headers = new TreeMap<>();
        before.ifPresent(remembered -> headers.put("if-none-match", remembered.validator()));
        try (HttpAsk.Answer answer = ask.get(object.uri(), signed(object.uri(), keys, headers))) {
            if (answer.status() == 304 && before.isPresent()) {
                return before.get().file().path();
            }
            requireObject(answer, object, keys.isPresent());
            Path file = cache.put(answer.body(), sha256, object.key());
            Optional<String> version = answer.header("ETag").filter(Credentials::isWord);
            if (version.isPresent()) {
                cache.remember(object.address(), version.get(), file);
            }
            return file;
        }
    }

    private Map<String, String> signed(URI uri, Optional<S3Keys> keys, Map<String, String> headers) {
        return keys.map(k -> new S3Signature(k, settings.region(), clock.instant())
                        .headers(host(uri), uri.getRawPath(), "", headers))
                .orElse(headers);
    }

    /** As the HTTP client writes it. */
    private static String host(URI uri) {
        int usual = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private void requireObject(HttpAsk.Answer answer, S3Object object, boolean signed) throws IOException {
        int status = answer.status();
        if (status == 200) {
            answer.requirePlain();
            return;
        }
        Optional<String> elsewhere = answer.header("x-amz-bucket-region").filter(r -> r.matches("[a-z0-9-]{1,64}"));
        if (elsewhere.isPresent() && !elsewhere.get().equals(settings.region())) {
            throw new IOException("bucket '" + object.bucket() + "' is in region " + elsewhere.get() + ". Set "
                    + S3Settings.REGION + "=" + elsewhere.get());
        }
        String code = code(answer);
        String said = "S3 answers " + status + (code.isEmpty() ? "" : " " + code);
        if (TemporaryException.isTemporary(status)) {
            throw new TemporaryException(said, null);
        }
        throw new IOException(said + meaning(status, code, object, signed));
    }

    private static String code(HttpAsk.Answer answer) throws IOException {
        Matcher code = CODE.matcher(new String(answer.body().readNBytes(MOST_OF_AN_ERROR), StandardCharsets.UTF_8));
        return code.find() ? code.group(1) : "";
    }

    private static String meaning(int status, String code, S3Object object, boolean signed) {
        switch (code) {
            case "NoSuchBucket":
                return ": there is no bucket '" + object.bucket() + "'. Check its name and " + S3Settings.ENDPOINT;
            case "InvalidAccessKeyId":
                return ": it doesn't know this AWS_ACCESS_KEY_ID. Check the Secret, and " + S3Settings.ENDPOINT;
            case "SignatureDoesNotMatch":
                return ": AWS_SECRET_ACCESS_KEY isn't the one of AWS_ACCESS_KEY_ID, or " + S3Settings.REGION
                        + " isn't the server's. Check both";
            case "ExpiredToken":
                return ": AWS_SESSION_TOKEN has expired. Renew the Secret";
            case "RequestTimeTooSkewed":
                return ": this machine's clock differs from the server's. Set it";
            default:
                break;
        }
        if (status == 404) {
            return ": bucket '" + object.bucket() + "' has no '" + object.key() + "'. Check the key";
        }
        if (status == 401 || status == 403) {
            return signed
                    ? ": the keys may not read it, or it isn't there. Allow s3:GetObject on it, or check the key"
                    : ": it wants keys. Put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY into the Secret that"
                            + " spec.pods.credentials names, or into the environment";
        }
        if (status >= 300 && status < 400) {
            return ": it leads elsewhere, which isn't followed. Check " + S3Settings.ENDPOINT + " and "
                    + S3Settings.REGION;
        }
        return "";
    }
}

// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.mehari.model.Digests;

/**
 * Signs GET requests as AWS wants it: Signature Version 4 (AWS, "Authenticating Requests: Using the Authorization Header",
 * Amazon S3 API Reference). In its words and order:
 *
 * <pre>
 * CanonicalRequest = GET \n path \n query \n (name:value \n)* \n name;name \n hex(SHA256(body))
 * StringToSign     = AWS4-HMAC-SHA256 \n time \n date/region/service/aws4_request \n hex(SHA256(CanonicalRequest))
 * SigningKey       = HMAC(HMAC(HMAC(HMAC("AWS4" + secret, date), region), service), "aws4_request")
 * Signature        = hex(HMAC(SigningKey, StringToSign))
 * </pre>
 */
record S3Signature(S3Keys keys, String region, Instant now) {
    static final String EMPTY_BODY = Digests.sha256("");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * The headers that make a GET request a signed one; {@code host} is not among them, as the HTTP client sends it.
     *
     * @param host as it will stand in the header {@code Host}
     * @param path percent-encoded as it is sent
     * @param query percent-encoded and sorted; empty if there is none
     * @param headers to be signed beside those that are made here
     */
    Map<String, String> headers(String host, String path, String query, Map<String, String> headers) {
        String time = TIME.format(now);
        String date = time.substring(0, 8);
        Map<String, String> sent = new TreeMap<>(headers);
        sent.put("x-amz-content-sha256", EMPTY_BODY);
        sent.put("x-amz-date", time);
        keys.sessionToken().ifPresent(token -> sent.put("x-amz-security-token", token));

        Map<String, String> signed = new TreeMap<>();
        sent.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
        signed.put("host", host);
        StringBuilder canonical = new StringBuilder("GET\n")
                .append(path)
                .append('\n')
                .append(query)
                .append('\n');
        signed.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        String names = String.join(";", signed.keySet());
        canonical.append('\n').append(names).append('\n').append(EMPTY_BODY);

        String scope = date + "/" + region + "/s3/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + Digests.sha256(canonical.toString());
        String signature = HexFormat.of().formatHex(hmac(signingKey(keys.secret(), date, region, "s3"), toSign));
        sent.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + keys.id() + "/" + scope + ",SignedHeaders=" + names + ",Signature="
                        + signature);
        return sent;
    }

    static byte[] signingKey(String secret, String date, String region, String service) {
        byte[] ofDate = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), date);
        return hmac(hmac(hmac(ofDate, region), service), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** A path as S3 wants it: each byte but unreserved ones (RFC 3986, 2.3) and slashes is escaped, once. */
    static String encode(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~/".indexOf(c) >= 0;
            if (plain) {
                encoded.append((char) c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", c));
            }
        }
        return encoded.toString();
    }
}

package com.hiltreview.webhook;

import com.hiltreview.secret.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The two signatures of a webhook call, computed over exactly the bytes that are sent. */
final class WebhookSignature {
    private static final String STANDARD_PREFIX = "whsec_";

    private WebhookSignature() {}

    /** Standard Webhooks: an entry per valid secret, separated by spaces. */
    static String standard(List<String> secrets, String id, long timestamp, byte[] body) {
        var head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> "v1,"
                        + Base64.getEncoder()
                                .encodeToString(
                                        Hmac.withKey(standardKey(secret)).sign(head, body)))
                .collect(Collectors.joining(" "));
    }

    /** {@code X-HILT-Signature}: {@code t=…,v1=…}, with another {@code v1} during a rotation. */
    static String hilt(List<String> secrets, long timestamp, byte[] body) {
        var head = (timestamp + ".").getBytes(StandardCharsets.UTF_8);
        return "t=" + timestamp
                + secrets.stream()
                        .map(secret -> ",v1="
                                + HexFormat.of()
                                        .formatHex(Hmac.withKey(secret.getBytes(StandardCharsets.UTF_8))
                                                .sign(head, body)))
                        .collect(Collectors.joining());
    }

    private static byte[] standardKey(String secret) {
        return secret.startsWith(STANDARD_PREFIX)
                ? Base64.getDecoder().decode(secret.substring(STANDARD_PREFIX.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
    }
}

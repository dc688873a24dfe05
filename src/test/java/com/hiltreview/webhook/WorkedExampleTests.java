package com.hiltreview.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The worked example of docs/webhooks.md; its values were computed with OpenSSL. */
class WorkedExampleTests {
    @Test
    void hasTheSignaturesOfItsBody() throws IOException {
        var document = Files.readString(Path.of("docs/webhooks.md"));
        var secret = List.of(found(document, "Take the secret `([^`]+)`"));
        var body = found(document, "```json\\n(.*)\\n```").getBytes(UTF_8);
        var id = found(document, "webhook-id: (.*)");
        long time = Long.parseLong(found(document, "webhook-timestamp: (.*)"));

        assertThat(found(document, "this body of ([0-9,]+) bytes"))
                .isEqualTo(NumberFormat.getIntegerInstance(Locale.US).format(body.length));
        assertThat(new String(body, UTF_8)).startsWith("{\"event_id\":\"" + id + "\"");
        assertThat(WebhookSignature.standard(secret, id, time, body))
                .isEqualTo(found(document, "webhook-signature: (.*)"));
        assertThat(WebhookSignature.hilt(secret, time, body)).isEqualTo(found(document, "X-HILT-Signature: (.*)"));
    }

    private static String found(String document, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(document);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}

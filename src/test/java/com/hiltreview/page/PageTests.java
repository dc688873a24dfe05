package com.hiltreview.page;

import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTests extends ServiceTest {
    private static final Pattern SCRIPT = Pattern.compile("/assets/[A-Za-z0-9_.-]+\\.js");

    private HttpResponse<byte[]> get(String path, String... headers) {
        var request = api.request(path, NOBODY).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Api.sendUnchecked(request);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/login", "/tasks/x", "/archive", "/setup", "/setup/sources/x/connect"})
    void isTheSameAtEachOfItsAddresses(String path) {
        var page = get(path);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).startsWith("text/html");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(text(page)).isEqualTo(text(get("/"))).contains("<title>HILT-Review</title>");
        assertThat(header(page, "Content-Security-Policy"))
                .contains("default-src 'self'")
                .doesNotContain("unsafe");
        assertThat(get(path, "If-None-Match", header(page, "ETag")).statusCode())
                .isEqualTo(304);
    }

    @Test
    void hasNoScriptOrStyleInIt() {
        assertThat(text(get("/")))
                .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
                .doesNotContain("<style")
                .doesNotContain("://");
    }

    @Test
    void letsBrowsersKeepItsFiles() {
        var script = SCRIPT.matcher(text(get("/")));
        assumeTrue(script.find(), "built with -DskipFrontend");
        var plain = get(script.group());
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(header(plain, "Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        assertThat(header(plain, "Content-Type")).startsWith("text/javascript");
        var compressed = get(script.group(), "Accept-Encoding", "gzip");
        assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(compressed, "Content-Type")).startsWith("text/javascript");
        assertThat(Long.parseLong(header(compressed, "Content-Length"))).isLessThan(350 * 1024);
    }

    @Test
    void hasNoOtherFiles() {
        assertThat(get("/assets/none.js").statusCode()).isEqualTo(404);
        assertThat(get("/page/index.html").statusCode()).isEqualTo(404);
        assertThat(get("/index.html").statusCode()).isEqualTo(404);
    }
}

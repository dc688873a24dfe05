package com.hiltreview.reviewer;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Keeps cookies, and goes to the provider and back. */
final class Browser {
    private final Api api;
    private final Map<String, String> cookies = new ConcurrentHashMap<>();

    Browser(Api api) {
        this.api = api;
    }

    Map<String, String> cookies() {
        return cookies;
    }

    /** What carries this browser's cookies. */
    Api.As credentials() {
        return request -> {
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
        };
    }

    Api.Answer get(String path) {
        return taken(api.get(path, credentials(), "Accept", "text/html,application/xhtml+xml"));
    }

    /** Where the contract does not know the path. */
    Api.Answer getUnchecked(String path) {
        var answer = Api.sendUnchecked(api.request(path, credentials()).GET());
        return taken(new Api.Answer(answer.statusCode(), answer.headers(), answer.body()));
    }

    Api.Answer post(String path) {
        return taken(api.send(api.request(path, credentials()).POST(BodyPublishers.noBody()), new byte[0]));
    }

    /** Begins a sign-in, and returns where the provider sends the browser back to. */
    URI goToProvider(String redirect) {
        var begun = get("/auth/login" + redirect);
        assertThat(begun.status()).isEqualTo(302);
        return visit(URI.create(begun.header("Location")));
    }

    static URI visit(URI provider) {
        var back = Api.sendUnchecked(HttpRequest.newBuilder(provider).GET());
        assertThat(back.statusCode()).isEqualTo(302);
        return URI.create(back.headers().firstValue("Location").orElseThrow());
    }

    Api.Answer comeBack(URI back) {
        return get("/auth/callback?" + back.getRawQuery());
    }

    Api.Answer signIn() {
        return comeBack(goToProvider(""));
    }

    private Api.Answer taken(Api.Answer answer) {
        for (var line : answer.headers().allValues("Set-Cookie")) {
            var pair = line.split(";", 2)[0].split("=", 2);
            if (line.contains("Max-Age=0")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return answer;
    }
}

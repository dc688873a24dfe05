package com.hiltreview.page;

import com.hiltreview.access.Admit;
import com.hiltreview.reviewer.SignInRefusal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Says in words why somebody was not signed in. */
@RestController
class LoginController {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    @GetMapping("/login")
    @Admit
    ResponseEntity<byte[]> page(@RequestParam(required = false) @Nullable String error) {
        var page = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Sign in · HILT-Review</title>
            <link rel="stylesheet" href="/page.css">
            </head>
            <body>
            <main>
            <h1>Sign in</h1>
            %s<p><a href="/auth/login">Sign in</a></p>
            </main>
            </body>
            </html>
            """.formatted(error == null ? "" : alert(error));
        return ResponseEntity.ok().contentType(HTML).body(page.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing of the request is repeated. */
    private static String alert(String code) {
        var refusal = SignInRefusal.ofCode(code).orElse(SignInRefusal.SIGN_IN_FAILED);
        return "<p role=\"alert\">" + refusal.message() + "</p>\n";
    }
}

package com.hiltreview.page;

import com.hiltreview.access.Admit;
import com.hiltreview.access.PagePaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the single page of the web application at each of its addresses. */
@RestController
class PageController {
    private final byte[] page;
    private final String etag;

    PageController() {
        var built = new ClassPathResource("page/index.html");
        page = read(built.exists() ? built : new ClassPathResource("static/page.html"));
        etag = "\"" + DigestUtils.md5DigestAsHex(page) + "\"";
    }

    private static byte[] read(ClassPathResource resource) {
        try {
            return resource.getContentAsByteArray();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Browsers revalidate it each time, since it names the files of the current version. */
    @GetMapping({PagePaths.START, PagePaths.LOGIN, PagePaths.ARCHIVE, PagePaths.TASKS + "/**", PagePaths.SETUP + "/**"})
    @Admit
    ResponseEntity<byte[]> page() {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .cacheControl(CacheControl.noCache())
                .eTag(etag)
                .body(page);
    }
}

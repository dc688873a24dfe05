package com.hiltreview.page;

import com.hiltreview.access.Admit;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives the one page of the web application to each of its addresses. */
@RestController
class PageController {
    private final Resource page = new ClassPathResource("static/page.html");

    @GetMapping({"/", "/tasks/**", "/archive", "/setup/**"})
    @Admit
    ResponseEntity<Resource> page() {
        return ResponseEntity.ok().contentType(MediaType.TEXT_HTML).body(page);
    }
}

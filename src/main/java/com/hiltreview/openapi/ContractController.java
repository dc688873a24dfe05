package com.hiltreview.openapi;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import java.io.IOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

@ApiController
class ContractController {
    private final Resource contract = new ClassPathResource("openapi/hilt-review-openapi.yaml");

    /** Returned as bytes: for a {@code Resource}, Spring would offer ranges. */
    @GetMapping("/openapi.yaml")
    @Admit
    ResponseEntity<byte[]> contract() throws IOException {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/yaml"))
                .body(contract.getContentAsByteArray());
    }
}

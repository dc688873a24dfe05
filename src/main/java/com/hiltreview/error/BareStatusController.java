package com.hiltreview.error;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives the envelope to statuses that the container or a filter set without a body. */
@RestController
class BareStatusController implements ErrorController {
    @RequestMapping("${spring.web.error.path:/error}")
    ResponseEntity<byte[]> render(HttpServletRequest request) {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (!(status instanceof Integer code)) {
            // Asked for directly, /error is a path like any unknown one.
            throw new NotFoundException("path", request.getRequestURI());
        }
        var answer = ErrorAnswer.ofStatus(code, RequestIds.of(request));
        return ResponseEntity.status(answer.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.body().toJson());
    }
}

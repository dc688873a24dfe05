package com.hiltreview.error;

import com.hiltreview.access.Admit;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives the envelope to statuses that the container or a filter set without a body. */
@RestController
class BareStatusController implements ErrorController {
    @RequestMapping("${spring.web.error.path:/error}")
    @Admit
    void render(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (!(status instanceof Integer code)) {
            // Asked for directly, /error is a path like any unknown one.
            throw new NotFoundException("path", request.getRequestURI());
        }
        // What Tomcat refuses before any filter runs has neither yet.
        var id = RequestIds.of(request);
        if (id == null) {
            id = RequestIds.assign(request, request.getHeader(RequestIds.HEADER));
            response.setHeader(RequestIds.HEADER, id);
        }
        CarefulHeaders.addTo(response, request);
        var answer = code == HttpServletResponse.SC_NOT_FOUND
                ? ErrorAnswer.ofUnknownPath(
                        String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)), id)
                : ErrorAnswer.ofStatus(code, id);
        answer.writeTo(response);
    }
}

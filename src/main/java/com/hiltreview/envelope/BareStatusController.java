package com.hiltreview.envelope;

import com.hiltreview.access.Admit;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.RequestIds;
import com.hiltreview.web.SecurityHeaders;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Renders the envelope for a status that the container or a filter set without a body. */
@RestController
class BareStatusController implements ErrorController {
    @RequestMapping("${spring.web.error.path:/error}")
    @Admit
    void render(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (!(status instanceof Integer code)) {
            // Requested directly, /error is an unknown path.
            throw new NotFoundException("path", request.getRequestURI());
        }
        // If Tomcat refused the request before any filter ran, these are not set yet.
        var id = RequestIds.ensure(request, response);
        SecurityHeaders.SERVICE.writeHeaders(request, response);
        var answer = code == HttpServletResponse.SC_NOT_FOUND
                ? ErrorAnswer.ofUnknownPath(
                        String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)), id)
                : ErrorAnswer.ofStatus(code, id);
        answer.writeTo(response);
    }
}

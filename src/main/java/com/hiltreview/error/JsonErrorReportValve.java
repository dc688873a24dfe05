package com.hiltreview.error;

import java.io.IOException;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Gives the envelope to what Tomcat refuses before any filter sees it, such as a malformed request line. */
public class JsonErrorReportValve extends ErrorReportValve {
    /** Those of every other answer; where the filters were reached, they are there already. */
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy",
                    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY");

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var id = RequestIds.of(request.getRequest());
        if (id == null) {
            id = RequestIds.assign(request.getRequest(), request.getHeader(RequestIds.HEADER));
        }
        response.setHeader(RequestIds.HEADER, id);
        HEADERS.forEach((name, value) -> setIfMissing(name, value, response));
        if (request.isSecure()) {
            setIfMissing("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains", response);
        }
        try {
            ErrorAnswer.ofStatus(response.getStatus(), id).writeTo(response.getResponse());
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            // The connection is closed or the answer is under way: there is nobody to tell.
            getContainer().getLogger().debug("No error report could be written", gone);
        }
    }

    private static void setIfMissing(String name, String value, Response response) {
        if (response.getHeader(name) == null) {
            response.setHeader(name, value);
        }
    }
}

package com.hiltreview.error;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Gives the envelope to what Tomcat refuses before any filter sees it, such as a malformed request line. */
public class JsonErrorReportValve extends ErrorReportValve {
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
        CarefulHeaders.addTo(response, request);
        try {
            ErrorAnswer.ofStatus(response.getStatus(), id).writeTo(response.getResponse());
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            // The connection is closed or the answer is under way: there is nobody to tell.
            getContainer().getLogger().debug("No error report could be written", gone);
        }
    }
}

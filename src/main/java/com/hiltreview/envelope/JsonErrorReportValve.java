package com.hiltreview.envelope;

import com.hiltreview.error.RequestIds;
import com.hiltreview.web.SecurityHeaders;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Renders the envelope for requests that Tomcat refuses before any filter, such as those with a malformed request line. */
public class JsonErrorReportValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var id = RequestIds.ensure(request, response);
        SecurityHeaders.SERVICE.writeHeaders(request, response);
        try {
            ErrorAnswer.ofStatus(response.getStatus(), id).writeTo(response.getResponse());
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            // The connection is closed, or the answer is already being sent.
            getContainer().getLogger().debug("No error report could be written", gone);
        }
    }
}

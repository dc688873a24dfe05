package com.hiltreview.configuration;

import java.net.BindException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Names the variable of a port or an address that the service cannot listen on. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class PortAnalyzer extends AbstractFailureAnalyzer<WebServerException> {
    private final Environment environment;

    PortAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, WebServerException cause) {
        if (cause instanceof PortInUseException taken) {
            var port = Integer.toString(taken.getPort());
            var name = port.equals(environment.getProperty("management.server.port")) ? "MANAGEMENT_PORT" : "PORT";
            return line(
                    name + " " + port + " is in use by another program: stop that one, or set " + name
                            + " to a free port, for example " + name + "=" + (taken.getPort() + 1),
                    cause);
        } else if (NestedExceptionUtils.getMostSpecificCause(cause) instanceof BindException refused) {
            return line(
                    "HOST " + environment.getProperty("server.address") + " is no address of this machine, or PORT "
                            + environment.getProperty("server.port") + " needs more rights (" + refused.getMessage()
                            + "), for example HOST=0.0.0.0",
                    cause);
        }
        return null;
    }

    private static FailureAnalysis line(String text, WebServerException cause) {
        return new FailureAnalysis(text, null, cause);
    }
}

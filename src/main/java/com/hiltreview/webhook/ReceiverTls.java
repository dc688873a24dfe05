package com.hiltreview.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.hiltreview.webhook.WebhookEndpoint.Server;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.StandardConstants;

/**
 * The TLS handshake with a receiver. The certificate must be trusted and name the host. The JDK checks both, but rejects host
 * names with an underscore, so for these the name is checked here.
 */
final class ReceiverTls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    /** The type of a subject alternative name that is a DNS name. */
    private static final int DNS_NAME = 2;

    private final SSLSocketFactory sockets;

    ReceiverTls(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** @param announced whether the client names the host in the handshake (SNI) */
    SSLSocket secure(Socket socket, Server server, boolean announced) throws IOException {
        var secured = (SSLSocket) sockets.createSocket(socket, server.host(), server.port(), true);
        var parameters = secured.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setServerNames(announced ? List.of(new ServerName(server.host())) : List.of());
        boolean legal = !hasUnderscore(server);
        if (legal) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        if (!legal && !names(secured.getSession(), server.host())) {
            throw new NoAnswerException(NoAnswerException.WRONG_HOST, null);
        }
        return secured;
    }

    /**
     * Whether the handshake may succeed without SNI. Receivers on a JVM reject a name with an underscore by an alert, which
     * arrives here as an exception without a cause.
     */
    static boolean mayRejectTheName(Server server, SSLHandshakeException fault) {
        return hasUnderscore(server) && fault.getCause() == null;
    }

    private static boolean hasUnderscore(Server server) {
        return server.host().contains("_");
    }

    private static boolean names(SSLSession session, String host) throws IOException {
        try {
            var names = session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectAlternativeNames()
                    : null;
            return names != null
                    && names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .anyMatch(name -> matches(((String) name.get(1)).toLowerCase(Locale.ROOT), host));
        } catch (CertificateParsingException malformed) {
            return false;
        }
    }

    /** A wildcard is the whole left-most label, matches exactly one label, and is followed by at least two labels. */
    private static boolean matches(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equals(host);
        }
        var domain = name.substring(1);
        return domain.indexOf('.', 1) > 0
                && host.endsWith(domain)
                && host.indexOf('.') == host.length() - domain.length();
    }

    /** {@code SNIHostName} does not accept underscores. */
    private static final class ServerName extends SNIServerName {
        ServerName(String host) {
            super(StandardConstants.SNI_HOST_NAME, host.getBytes(US_ASCII));
        }
    }
}

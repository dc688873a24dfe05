package com.hiltreview.webhook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/**
 * Why there was no answer, worded for the attempt log. Agents can read it, so it names no addresses, which would reveal the
 * inside of a network.
 */
class NoAnswerException extends IOException {
    static final String WRONG_HOST = "The receiver's certificate is not for this host";

    NoAnswerException(String words, @Nullable Throwable cause) {
        super(words, cause);
    }

    static NoAnswerException of(Exception fault) {
        return fault instanceof NoAnswerException known ? known : new NoAnswerException(wordsFor(fault), fault);
    }

    String words() {
        return String.valueOf(getMessage());
    }

    private static String wordsFor(Exception fault) {
        return switch (fault) {
            case SSLException handshake -> wordsFor(handshake);
            case ConnectException refused
            when String.valueOf(refused.getMessage()).startsWith("Connection refused") -> "The connection was refused";
            case ConnectException unreachable -> "The host cannot be reached";
            case NoRouteToHostException unreachable -> "The host cannot be reached";
            case MessageConstraintException tooLarge -> "The answer's head is too large";
            case HttpException garbage -> "The answer is not HTTP/1.1";
            case IOException broken -> "The connection was closed before an answer came";
            default -> "The call failed";
        };
    }

    private static String wordsFor(SSLException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CertificateExpiredException expired -> {
                    return "The receiver's certificate has expired";
                }
                case CertPathBuilderException untrusted -> {
                    return "The receiver's certificate is not trusted";
                }
                case CertPathValidatorException untrusted
                when untrusted.getCause() == null -> {
                    return "The receiver's certificate is not trusted";
                }
                case CertificateException other
                when other.getCause() == null -> {
                    return WRONG_HOST;
                }
                default -> {
                    continue;
                }
            }
        }
        return "The TLS handshake failed";
    }
}

package com.hiltreview.error;

import org.springframework.http.HttpHeaders;

/** No credentials, or unknown, revoked or expired ones. */
public class UnauthorizedException extends ApiException {
    private static final String CHALLENGE = "Bearer realm=\"hilt-review\"";

    public UnauthorizedException() {
        this(ErrorCode.UNAUTHORIZED.defaultMessage());
    }

    public UnauthorizedException(String message) {
        super(ErrorCode.UNAUTHORIZED, message);
    }

    @Override
    public HttpHeaders headers() {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        return headers;
    }
}

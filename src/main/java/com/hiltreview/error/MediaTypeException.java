package com.hiltreview.error;

/** The body is not JSON, or the caller takes no JSON. */
public class MediaTypeException extends ApiException {
    private MediaTypeException(ErrorCode code) {
        super(code, code.defaultMessage());
    }

    public static MediaTypeException unsupported() {
        return new MediaTypeException(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    public static MediaTypeException notAcceptable() {
        return new MediaTypeException(ErrorCode.NOT_ACCEPTABLE);
    }
}

package com.hiltreview.error;

/** A path or query parameter that cannot be read; thrown by converters. */
public class InvalidParameterException extends IllegalArgumentException {
    private final String reason;

    public InvalidParameterException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}

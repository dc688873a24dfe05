package com.hiltreview.error;

import java.util.List;
import java.util.Map;

/** The request is malformed, or a field of it is. */
public class ValidationException extends ApiException {
    private final transient List<FieldFault> faults;

    public ValidationException(List<FieldFault> faults) {
        super(ErrorCode.VALIDATION_ERROR, ErrorCode.VALIDATION_ERROR.defaultMessage(), Map.of("fields", faults));
        this.faults = List.copyOf(faults);
    }

    public List<FieldFault> faults() {
        return faults;
    }

    public ValidationException(String field, String message) {
        this(List.of(new FieldFault(field, message)));
    }

    /** For a body that cannot be read at all, so that no field can be named. */
    public static ValidationException ofBody(String message) {
        return new ValidationException("", message);
    }
}

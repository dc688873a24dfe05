package com.hiltreview.error;

import com.hiltreview.access.Scope;
import java.util.UUID;

/** The credentials are valid but do not permit this operation. */
public class ForbiddenException extends ApiException {
    public ForbiddenException(String message) {
        super(ErrorCode.FORBIDDEN, message);
    }

    /** @throws ForbiddenException if the source is outside the scope */
    public static void throwIfOutside(Scope scope, UUID sourceId) {
        if (!scope.includes(sourceId)) {
            throw new ForbiddenException("This key belongs to another source");
        }
    }
}

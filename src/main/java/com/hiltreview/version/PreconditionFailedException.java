package com.hiltreview.version;

import com.hiltreview.error.ApiException;
import com.hiltreview.error.ErrorCode;
import java.util.Map;

/** {@code If-Match} names an old version. */
class PreconditionFailedException extends ApiException {
    PreconditionFailedException(String currentEtag) {
        super(
                ErrorCode.PRECONDITION_FAILED,
                ErrorCode.PRECONDITION_FAILED.defaultMessage(),
                Map.of("current_etag", currentEtag));
    }
}

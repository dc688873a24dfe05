package com.hiltreview.edit;

import com.hiltreview.error.ApiException;
import com.hiltreview.error.ErrorCode;
import java.util.Map;

/** A patch changes a block that reviewers may not edit. */
class BlockNotEditableException extends ApiException {
    BlockNotEditableException(String blockId) {
        super(ErrorCode.BLOCK_NOT_EDITABLE, ErrorCode.BLOCK_NOT_EDITABLE.defaultMessage(), Map.of("block_id", blockId));
    }
}

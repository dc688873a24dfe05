package com.hiltreview.webhook;

/** The host resolved only to addresses that are not permitted for webhooks. */
class RefusedAddressException extends NoAnswerException {
    RefusedAddressException() {
        super("The host has no address that webhooks may go to", null);
    }
}

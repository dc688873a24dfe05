package com.hiltreview.webhook;

/** The host resolved to nothing but addresses that webhooks may not go to. */
class RefusedAddressException extends NoAnswerException {
    RefusedAddressException() {
        super("The host has no address that webhooks may go to", null);
    }
}

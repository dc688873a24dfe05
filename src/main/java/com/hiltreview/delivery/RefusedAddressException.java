package com.hiltreview.delivery;

import java.net.UnknownHostException;

/** The host resolved to an address that webhooks may not go to. */
class RefusedAddressException extends UnknownHostException {
    RefusedAddressException() {
        super("The address is not public");
    }
}

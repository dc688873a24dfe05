package com.hiltreview.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves host names; a call may take long, or never return. */
@FunctionalInterface
interface HostResolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
}

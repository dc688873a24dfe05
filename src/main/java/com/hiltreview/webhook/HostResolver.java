package com.hiltreview.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host's name; it may take long, or hang. */
@FunctionalInterface
interface HostResolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
}

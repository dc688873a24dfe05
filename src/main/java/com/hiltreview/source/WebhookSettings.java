package com.hiltreview.source;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which addresses webhooks may go to.
 *
 * @param allowedHosts host names, IP addresses and CIDR blocks that are open although they are not public
 * @param allowHttp whether plain http is allowed to hosts other than loopback
 * @param allowLoopback whether loopback addresses are open, as in development
 */
@ConfigurationProperties("hilt.webhook")
record WebhookSettings(List<String> allowedHosts, boolean allowHttp, boolean allowLoopback) {}

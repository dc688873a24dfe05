package com.hiltreview.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How sessions end and how their cookie is set.
 *
 * @param timeout since the last request
 */
@ConfigurationProperties("hilt.session")
record SessionSettings(Duration timeout, boolean secureCookie, String sameSite) {}

package com.hiltreview.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How sessions end and how their cookie is set.
 *
 * @param timeout since the last request
 * @param maximum since the sign-in, however much a session is used
 */
@ConfigurationProperties("hilt.session")
record SessionSettings(Duration timeout, Duration maximum, boolean secureCookie, String sameSite) {}

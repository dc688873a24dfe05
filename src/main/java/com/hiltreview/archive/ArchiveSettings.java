package com.hiltreview.archive;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When the archiver runs, and what it takes.
 *
 * @param after how long a decided task must have been unchanged; zero: at the next run
 * @param cron six fields, in UTC
 */
@ConfigurationProperties("hilt.archive")
record ArchiveSettings(Duration after, String cron) {}

package com.hiltreview.archive;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When the archiver runs, and what it takes.
 *
 * @param after how long a decided task must have been unchanged; zero: at the next run
 * @param cron six fields, in UTC
 */
@ConfigurationProperties("hilt.archive")
public record ArchiveSettings(Duration after, String cron) {
    public static void read(Variables variables, Settings settings) {
        settings.put("hilt.archive.after", variables.integer("ARCHIVE_AFTER_DAYS", 7, 0, 36_500) + "d");
        settings.put(
                "hilt.archive.cron",
                variables.parsed(
                        "ARCHIVE_CRON",
                        "0 0 2 * * *",
                        "a cron expression of six fields: second, minute, hour, day, month, day of the week",
                        "\"0 0 2 * * *\"",
                        ArchiveSettings::cron));
    }

    /** Parsed by the scheduler's own parser; an expression that never matches is refused as well. */
    private static @Nullable String cron(String value) {
        boolean matches = value.split("\\s+").length == 6
                && new CronSchedule(value, ZoneOffset.UTC)
                        .getInitialExecutionTime(Instant.EPOCH)
                        .isBefore(Schedule.NEVER);
        return matches ? value : null;
    }
}

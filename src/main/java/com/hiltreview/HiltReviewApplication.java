package com.hiltreview;

import io.hypersistence.utils.spring.repository.BaseJpaRepositoryImpl;
import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the service, or runs the one command that it has beside it. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
// A single read needs no transaction, which would cost a round trip more; services begin those that are needed.
@EnableJpaRepositories(repositoryBaseClass = BaseJpaRepositoryImpl.class, enableDefaultTransactions = false)
@EnableScheduling
public class HiltReviewApplication {
    public static void main(String[] args) {
        CommandLine.run(args).ifPresent(System::exit);
        SpringApplication.run(HiltReviewApplication.class, args);
    }

    /** Times have milliseconds on the wire, and therefore everywhere. */
    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }
}

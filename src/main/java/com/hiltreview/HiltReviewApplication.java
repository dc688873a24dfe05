package com.hiltreview;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class HiltReviewApplication {
    public static void main(String[] args) {
        SpringApplication.run(HiltReviewApplication.class, args);
    }
}

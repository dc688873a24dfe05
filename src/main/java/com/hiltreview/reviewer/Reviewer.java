package com.hiltreview.reviewer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person who has signed in at least once. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads every field.
@Table(name = "users")
class Reviewer {
    @Id
    private UUID id;

    @Column(name = "google_sub")
    private String subject;

    private String email;
    private @Nullable String name;
    private @Nullable String pictureUrl;
    private Instant createdAt;
    private Instant lastLoginAt;

    @SuppressWarnings("NullAway.Init")
    protected Reviewer() {}

    Reviewer(UUID id, String subject, String email, Instant now) {
        this.id = id;
        this.subject = subject;
        this.email = email;
        this.createdAt = now;
        this.lastLoginAt = now;
    }

    void signIn(String currentEmail, @Nullable String currentName, Instant now) {
        email = currentEmail;
        name = currentName == null ? name : currentName;
        lastLoginAt = now;
    }

    SessionReviewer forSession() {
        return new SessionReviewer(id, email, name, pictureUrl);
    }
}

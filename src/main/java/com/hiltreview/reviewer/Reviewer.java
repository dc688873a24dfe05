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

    UUID id() {
        return id;
    }

    boolean hasAddress(String address) {
        return email.equalsIgnoreCase(address);
    }

    /** Updates the record with the account as the provider describes it now. */
    SessionReviewer signIn(Account account, String currentEmail, Instant now) {
        email = currentEmail;
        name = account.name() == null ? name : account.name();
        pictureUrl = account.pictureUrl();
        lastLoginAt = now;
        return new SessionReviewer(id, email, name, pictureUrl, account.hostedDomain());
    }
}

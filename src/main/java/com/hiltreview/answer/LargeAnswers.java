package com.hiltreview.answer;

import com.hiltreview.access.Party;
import com.hiltreview.compute.FairShares;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Keeps answers of several megabytes from using up the heap. The size of an answer is known only after it is read, so a
 * limited number of requests read at the same time. A large answer is sent only if it fits into a budget together with all
 * answers being sent. Otherwise it is dropped, and read again when there is room.
 *
 * <p>Each party has a share of the readers and of the budget, so that a party that requests much, or receives slowly, does not
 * delay the others.
 */
@Component
public class LargeAnswers {
    /** Smaller answers are not counted: thousands of them fit in the heap. */
    static final int SMALL_BYTES = 64 * 1024;

    /** Reading a page of 4 MiB needs up to 14 MiB: as received from the database, as text, and as bytes. */
    private static final long HEAP_FOR_A_READER = 64L * 1024 * 1024;

    private static final int MIN_READERS = 2;
    private static final int MAX_READERS = 32;
    private static final int HEAP_TO_BUDGET = 8;
    private static final int BUDGET_TO_SHARE = 4;

    /** Long, because many reviewers may change the same task at the same time, and each change must be completed. */
    private static final Duration PATIENCE_OF_CHANGES = Duration.ofSeconds(30);

    private static final String HELD = LargeAnswers.class.getName() + ".held";

    private final FairShares readers;
    private final ByteBudget budget;
    private final Duration patience;
    private final Counter refused;

    /**
     * @param heap in bytes, from which the limits are derived; the JVM's, unless a test sets it
     * @param patience how long a request waits for its turn or for room
     */
    @ConfigurationProperties("hilt.answers")
    record Settings(
            @Nullable DataSize heap, @DefaultValue("5s") Duration patience) {}

    LargeAnswers(Settings settings, MeterRegistry meters) {
        long heap = settings.heap() == null
                ? Runtime.getRuntime().maxMemory()
                : settings.heap().toBytes();
        this.readers = new FairShares(Math.clamp(heap / HEAP_FOR_A_READER, MIN_READERS, MAX_READERS));
        this.budget = new ByteBudget(heap / HEAP_TO_BUDGET, heap / HEAP_TO_BUDGET / BUDGET_TO_SHARE);
        this.patience = settings.patience();
        Gauge.builder("hilt.answers.large.bytes", budget, ByteBudget::held)
                .description("Bytes of large answers that are being sent")
                .register(meters);
        this.refused = Counter.builder("hilt.answers.large.refused")
                .description("Answers that were refused because others took up the memory for them")
                .register(meters);
    }

    /** Memory that is reserved for bytes on their way to a caller. */
    public final class Room implements AutoCloseable {
        private final Object owner;
        private long bytes;

        private Room(Object owner) {
            this.owner = owner;
        }

        private boolean add(long more, Duration howLong) {
            boolean found = budget.acquire(owner, more, howLong);
            bytes += found ? more : 0;
            return found;
        }

        /** Corrects the reservation to the actual size. */
        private void resize(long actual) {
            budget.force(owner, actual - bytes);
            bytes = actual;
        }

        @Override
        public void close() {
            resize(0);
        }
    }

    /** Runs code that may read a large answer; a limited number of calls run at the same time. */
    public <T> T reading(Supplier<T> work) {
        return inTurn(work, patience);
    }

    private <T> T inTurn(Supplier<T> work, Duration howLong) {
        var party = Party.ofRequest();
        if (!readers.acquire(party, 1, howLong)) {
            throw refusal();
        }
        try {
            return work.get();
        } finally {
            readers.release(party, 1);
        }
    }

    /** @param read may be run twice */
    public ResponseEntity<JsonParts> answer(Supplier<ResponseEntity<JsonParts>> read) {
        Supplier<ResponseEntity<JsonParts>> inTurn = () -> reading(read);
        return answer(inTurn, inTurn);
    }

    /**
     * Like {@link #answer(Supplier)}, for suppliers that call {@link #reading} themselves.
     *
     * @param again reads the answer once more, if there was no room for the first one
     */
    public ResponseEntity<JsonParts> answer(
            Supplier<ResponseEntity<JsonParts>> read, Supplier<ResponseEntity<JsonParts>> again) {
        var answer = read.get();
        long size = size(answer);
        if (size <= SMALL_BYTES || roomOfRequest().add(size, Duration.ZERO)) {
            return answer;
        }
        // Nothing may be held while waiting.
        answer = null;
        require(size);
        answer = again.get();
        roomOfRequest().resize(size(answer));
        return answer;
    }

    /**
     * Runs a change whose answer may be large. Room for the answer is reserved first, because a change that was made must not
     * be answered with 503.
     *
     * @param expected about how many bytes the answer will have
     */
    public ResponseEntity<JsonParts> change(long expected, Supplier<ResponseEntity<JsonParts>> work) {
        if (expected > SMALL_BYTES) {
            require(expected);
        }
        var answer = work.get();
        resizeTo(size(answer));
        return answer;
    }

    /**
     * Runs a change that reads something large first, and whose answer has an unknown size. It waits until its caller has room,
     * so that a caller that does not read its answers cannot accumulate them. The answer itself may exceed the budget.
     */
    public ResponseEntity<JsonParts> readingChange(Supplier<ResponseEntity<JsonParts>> work) {
        require(1);
        var answer = inTurn(work, PATIENCE_OF_CHANGES);
        resizeTo(size(answer));
        return answer;
    }

    private void resizeTo(long size) {
        roomOfRequest().resize(size > SMALL_BYTES ? size : 0);
    }

    /** Reserves room for some bytes; empty if there is none now. The caller closes it when they are sent. */
    public Optional<Room> tryReserve(long bytes) {
        var room = new Room(Party.ofRequest());
        return room.add(bytes <= SMALL_BYTES ? 0 : bytes, Duration.ZERO) ? Optional.of(room) : Optional.empty();
    }

    private void require(long bytes) {
        if (!roomOfRequest().add(bytes, patience)) {
            throw refusal();
        }
    }

    private TooManyLargeAnswersException refusal() {
        refused.increment();
        return new TooManyLargeAnswersException();
    }

    private static long size(ResponseEntity<JsonParts> answer) {
        var body = answer.getBody();
        return body == null ? 0 : body.size();
    }

    /** The room of the current request; it is released when the answer is sent. */
    private Room roomOfRequest() {
        var request = RequestContextHolder.currentRequestAttributes();
        if (request.getAttribute(HELD, RequestAttributes.SCOPE_REQUEST) instanceof Room room) {
            return room;
        }
        var room = new Room(Party.ofRequest());
        request.setAttribute(HELD, room, RequestAttributes.SCOPE_REQUEST);
        request.registerDestructionCallback(HELD, room::close, RequestAttributes.SCOPE_REQUEST);
        return room;
    }
}

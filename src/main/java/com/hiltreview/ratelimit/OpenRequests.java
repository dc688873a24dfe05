package com.hiltreview.ratelimit;

import com.hiltreview.access.StaysOpen.Kind;
import com.hiltreview.ratelimit.Counted.Network;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Limits the streams and waits that are open on this instance: by caller, by address and in total. */
@Component
public class OpenRequests {
    private static final Duration RETRY_IN = Duration.ofSeconds(5);

    private final Map<Kind, Room> rooms = new EnumMap<>(Kind.class);

    OpenRequests(OpenRequestSettings settings) {
        var waits = settings.waits();
        var streams = settings.streams();
        rooms.put(Kind.WAIT, new Room(waits.perKey(), waits.perSession(), waits.perAddress(), waits.inAll()));
        rooms.put(Kind.STREAM, new Room(streams.perKey(), streams.perSession(), streams.perAddress(), streams.inAll()));
    }

    /** The place of an open request; closed when the request ends. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes a place.
     *
     * @throws RateLimitedException if the caller, its address or all clients together have too many already
     */
    public Place take(Kind kind, Counted caller, Network network) {
        var room = rooms.get(kind);
        if (room == null || !room.enter(caller, network)) {
            throw new RateLimitedException(RETRY_IN);
        }
        return () -> room.leave(caller, network);
    }

    /** The places of one kind. */
    private static final class Room {
        private final int perKey;
        private final int perSession;
        private final int perAddress;
        private final int inAll;
        private final Map<Counted, Integer> taken = new HashMap<>();
        private int total;

        Room(int perKey, int perSession, int perAddress, int inAll) {
            this.perKey = perKey;
            this.perSession = perSession;
            this.perAddress = perAddress;
            this.inAll = inAll;
        }

        synchronized boolean enter(Counted caller, Network network) {
            if (total >= inAll || isFull(caller) || isFull(network)) {
                return false;
            }
            total++;
            taken.merge(caller, 1, Integer::sum);
            taken.merge(network, 1, Integer::sum);
            return true;
        }

        synchronized void leave(Counted caller, Network network) {
            total--;
            giveBack(caller);
            giveBack(network);
        }

        private void giveBack(Counted counted) {
            taken.computeIfPresent(counted, (key, count) -> count == 1 ? null : count - 1);
        }

        private boolean isFull(Counted counted) {
            int limit = switch (counted) {
                case Counted.Key key -> perKey;
                case Counted.Session session -> perSession;
                case Network network -> perAddress;
            };
            return taken.getOrDefault(counted, 0) >= limit;
        }
    }
}

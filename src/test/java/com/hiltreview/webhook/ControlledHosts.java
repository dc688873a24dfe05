package com.hiltreview.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** A resolver whose answers the test decides; names that it was told nothing of go to the JVM's. */
@Component
@Primary
public class ControlledHosts implements HostResolver {
    private final Map<String, List<HostResolver>> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    /** Gives these addresses at the next look-up, and what is told next at the one after it; the last stays. */
    public ControlledHosts answer(String host, String... addresses) {
        return then(
                host,
                name -> Arrays.stream(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new));
    }

    public ControlledHosts fail(String host) {
        return then(host, name -> {
            throw new UnknownHostException(name);
        });
    }

    public ControlledHosts then(String host, HostResolver answer) {
        answers.merge(host, List.of(answer), (before, next) -> {
            var all = new ArrayList<>(before);
            all.addAll(next);
            return List.copyOf(all);
        });
        return this;
    }

    int lookupsOf(String host) {
        var count = asked.get(host);
        return count == null ? 0 : count.get();
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        int number = asked.computeIfAbsent(host, name -> new AtomicInteger()).getAndIncrement();
        var told = answers.get(host);
        return told == null
                ? InetAddress.getAllByName(host)
                : told.get(Math.min(number, told.size() - 1)).resolve(host);
    }
}

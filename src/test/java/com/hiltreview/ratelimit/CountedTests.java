package com.hiltreview.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedTests {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7:50123, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002",
        "2001:db8:1:2::9, 20010db800010002",
        "[2001:db8:1:2::9]:443, 20010db800010002",
        "2001:db8:1:3::9, 20010db800010003",
        "fe80:0:0:0:1:2:3:4%eth0, fe80000000000000",
        "unknown, unknown",
        "no:address:at:all, no:address:at:all"
    })
    void takesAnIpv6NetworkForOneClient(String address, String network) {
        assertThat(Counted.networkOf(address)).isEqualTo(new Counted.Network(network));
    }

    @Test
    void keepsKeysSessionsAndNetworksApartInTheTable() {
        var id = UUID.randomUUID();
        assertThat(Stream.of(
                                new Counted.Key(id),
                                new Counted.Session(id.toString()),
                                new Counted.Network(id.toString()))
                        .map(Counted::shared))
                .doesNotHaveDuplicates();
    }
}

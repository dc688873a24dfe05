package com.hiltreview.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressRulesTests {
    private static final WebhookAddressRules STRICT = rules(List.of(), false, false);
    private static final WebhookAddressRules DEVELOPMENT = rules(List.of(), false, true);

    private static WebhookAddressRules rules(List<String> allowedHosts, boolean http, boolean loopback) {
        return new WebhookAddressRules(new WebhookSettings(allowedHosts, http, loopback));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/",
                "https://hooks.example.com/path?query=1",
                "HTTPS://HOOKS.EXAMPLE.COM",
                "https://hooks.example.com:8443/x",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]/"
            })
    void takesPublicHttpsAddresses(String url) {
        assertThat(STRICT.faultOf(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "https://",
                "https:///path",
                "//hooks.example.com/",
                "http://hooks.example.com/",
                "ftp://hooks.example.com/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "https://user:secret@hooks.example.com/",
                "https://hooks.example.com/#fragment",
                "https://hooks.example.com:22/",
                "https://hooks.example.com:0/",
                "https://hooks.example.com:70000/",
                "https://hooks example.com/",
                "https://localhost/",
                "https://LOCALHOST/",
                "https://localhost./",
                "https://app.localhost/",
                "http://localhost/",
                "https://127.0.0.1/",
                "https://0.0.0.0/",
                "https://10.1.2.3/",
                "https://100.64.0.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://172.31.255.255/",
                "https://192.168.0.1/",
                "https://198.18.0.1/",
                "https://203.0.113.7/",
                "https://224.0.0.1/",
                "https://255.255.255.255/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[fc00::1]/",
                "https://[fe80::1]/",
                "https://[ff02::1]/",
                "https://[2001:db8::1]/"
            })
    void refusesEverythingElse(String url) {
        assertThat(STRICT.faultOf(url)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8080/", "http://localhost:8080/", "http://[::1]:8080/", "https://localhost/"})
    void opensLoopbackInDevelopment(String url) {
        assertThat(DEVELOPMENT.faultOf(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1/", "http://hooks.example.com/", "https://192.168.1.1/"})
    void opensNothingElseInDevelopment(String url) {
        assertThat(DEVELOPMENT.faultOf(url)).isPresent();
    }

    @Test
    void takesPlainHttpWhereTheOperatorAllowsIt() {
        var rules = rules(List.of(), true, false);
        assertThat(rules.faultOf("http://hooks.example.com/")).isEmpty();
        assertThat(rules.faultOf("http://10.0.0.1/")).isPresent();
    }

    @Test
    void opensWhatTheOperatorNames() {
        var rules = rules(List.of("hooks.internal", "10.1.0.0/16", "192.168.7.7", "fd00::/8"), false, false);
        assertThat(rules.faultOf("https://10.1.2.3/")).isEmpty();
        assertThat(rules.faultOf("https://10.2.0.1/")).isPresent();
        assertThat(rules.faultOf("https://192.168.7.7/")).isEmpty();
        assertThat(rules.faultOf("https://192.168.7.8/")).isPresent();
        assertThat(rules.faultOf("https://[fd00::1]/")).isEmpty();
        assertThat(rules.admits("hooks.internal", address("172.16.0.9"))).isTrue();
        assertThat(rules.admits("other.internal", address("172.16.0.9"))).isFalse();
    }

    @Test
    void judgesTheAddressThatANameResolvesTo() {
        assertThat(STRICT.admits("hooks.example.com", address("93.184.216.34"))).isTrue();
        assertThat(STRICT.admits("hooks.example.com", address("127.0.0.1"))).isFalse();
        assertThat(STRICT.admits("hooks.example.com", address("169.254.169.254")))
                .isFalse();
        assertThat(STRICT.admits("hooks.example.com", address("::1"))).isFalse();
        assertThat(DEVELOPMENT.admits("localhost", address("::1"))).isTrue();
        assertThat(DEVELOPMENT.admits("localhost", address("10.0.0.1"))).isFalse();
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}

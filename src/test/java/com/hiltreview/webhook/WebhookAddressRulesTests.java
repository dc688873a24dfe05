package com.hiltreview.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "https://hooks.example.com./",
                "https://hooks.example.com:/",
                "https://hooks.example.com:80/",
                "https://xn--mller-kva.example/",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]/",
                "https://[2606:4700::8.8.8.8]/",
                "https://[::ffff:8.8.8.8]/",
                "https://[2001:470::200:5efe:8.8.8.8]/",
                "https://my_agent/h",
                "https://hooks_1.example.com/",
                "https://_hooks.example.com/",
                "https://my_agent:8443/h?a=[b]",
                "https://b\u00fccher.example/h",
                "https://B\u00dcCHER.example/h",
                "https://bu\u0308cher.example/h",
                "https://b\u00fccher_1.example/h",
                "https://\u65e5\u672c\u8a9e\u3002jp/",
                "https://\uff28ooks\uff0eexample.com/",
                "https://xn--strae-oqa.example/",
                "https://\uff18.8.8.8/",
                "https://8\u30028\uff0e8\uff618/"
            })
    void takesPublicHttpsAddresses(String url) {
        assertThat(STRICT.faultOf(url)).isEmpty();
    }

    @Test
    void takesAnyPortOfWhatIsOpened() {
        var opened = TestAddressRules.onlyHttps("hooks.internal", "10.0.0.0/8");
        assertThat(opened.faultOf("https://hooks.internal:444/")).isEmpty();
        assertThat(opened.faultOf("https://10.1.2.3:9/")).isEmpty();
        assertThat(opened.faultOf("https://hooks.example.com:444/")).isPresent();
        var development = new WebhookAddressRules(new WebhookSettings(List.of(), false, true));
        assertThat(development.faultOf("http://127.0.0.1:9/")).isEmpty();
        assertThat(development.faultOf("http://localhost:1/")).isEmpty();
        assertThat(development.faultOf("http://localhost:0/")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
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
                "https://hooks.example.com:1023/",
                "https://hooks.example.com:+443/",
                "https://hooks.example.com:443x/",
                "https://@hooks.example.com/",
                "https://hooks.example.com@10.0.0.1/",
                "https://hooks.example.com\\@10.0.0.1/",
                "https:hooks.example.com/",
                "https:/hooks.example.com/",
                "gopher://hooks.example.com/",
                "https+unix://hooks.example.com/",
                "https://hooks.example.com\r\nX: y/",
                "https://",
                "https://?x",
                "https://:443/",
                "https://-hooks.example.com/",
                "https://hooks-.example.com/",
                "https://hooks..example.com/",
                "https://.hooks.example.com/",
                "https://hooks!.example.com/",
                "https://hooks.example.com:443:443/",
                "https://hooks.example.com:\uff14\uff14\uff13/",
                "https://hooks.example.com:00443x/",
                "https://hooks.example.com:999999999999/",
                "https://hooks.example.com/a b",
                "https://hooks.example.com/%zz",
                "https://hooks.example.com/%4",
                "https://hooks.example.com/\u0085",
                "https://hooks.example.com/\u2003",
                "https://hooks.example.com/\ud800",
                "https://hooks.example.com\u2100x/",
                "https://hooks.example.com\uff0f@10.0.0.1/",
                "https://hooks.example.com\uff20localhost/",
                "https://hooks.example.com\uff1a22/",
                // The standards disagree about these, or drop them unseen.
                "https://stra\u00dfe.example/",
                "https://\u03c3\u03c2.example/",
                "https://hooks\u00ad.example.com/",
                "https://hooks\u200d.example.com/",
                "https://hooks\u200b.example.com/",
                "https://127.0.0.1\u00ad/",
                "https://local\u00adhost/",
                "https://my_agent.127/",
                "https://my_agent.0x7f/",
                // Numbers in other spellings: decimal, hexadecimal, octal, short, with a dot at the end, too large.
                "https://2130706433/",
                "https://134744072/",
                "https://0x7f000001/",
                "https://0X7F000001/",
                "https://0x7f.1/",
                "https://0x7f.0.0.0x1/",
                "https://017700000001/",
                "https://0177.0.0.1/",
                "https://127.0.0.01/",
                "https://127.1/",
                "https://127.0.1/",
                "https://127.0.0.1./",
                "https://127.0.0.1../",
                "https://10.0.0.1./",
                "https://2130706433./",
                "https://8.8.8/",
                "https://256.8.8.8/",
                "https://8.8.8.8.8/",
                "https://4294967297/",
                // Other alphabets and escapes, which some resolvers and libraries fold.
                "https://\uff11\uff12\uff17.0.0.1/",
                "https://127\u30020\u30020\u30021/",
                "https://127\uff0e0\uff0e0\uff0e1/",
                "https://\u2460\u2461\u2466.0.0.1/",
                "https://\uff11\uff12\uff17\uff0e\uff10\uff0e\uff10\uff0e\uff11/",
                "https://\uff11\uff12\uff17\u3002\uff10\u3002\uff10\u3002\uff11/",
                "https://\uff11\uff12\uff17\uff0e\uff11/",
                "https://\u0661\u0662\u0667.0.0.1/",
                "https://loc\u0430lhost/",
                "https://\uff4cocalhost/",
                "https://%31%32%37.0.0.1/",
                "https://127%2e0%2e0%2e1/",
                "https://%6cocalhost/",
                "https://localhost%00.example.com/",
                "https://[::1%25lo]/",
                "https://[::1%lo]/",
                "https://[fe80::1%25eth0]/",
                "https://[fe80::1%1]/",
                "https://[2606:4700::1111%1]/",
                "https://[v1.10]/",
                "https://[127.0.0.1]/",
                "https://::1/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[0:0:0:0:0:ffff:127.0.0.1]/",
                "https://[::FFFF:7F00:1]/",
                "https://[::127.0.0.1]/",
                "https://[::8.8.8.8]/",
                "https://[64:ff9b::10.0.0.1]/",
                "https://[64:ff9b::8.8.8.8]/",
                "https://[64:ff9b:1::8.8.8.8]/",
                "https://[2002:7f00:1::]/",
                "https://[2002:808:808::]/",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "168.63.129.16",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.0",
                "192.0.0.170",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::a00:1",
                "::ffff:10.0.0.1",
                "::ffff:0:808:808",
                "64:ff9b::808:808",
                "64:ff9b::a00:1",
                "64:ff9b:1::808:808",
                "100::1",
                "100:0:0:1::1",
                "2001::1",
                "2001:0:808:808::f7f7:f7f7",
                "2001:1::1",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:30::1",
                "2001:1ff:ffff::1",
                "2001:db8::1",
                "2002:808:808::1",
                "2002:a00:1::1",
                "3fff::1",
                "3fff:fff:ffff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fdff::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "feff::1",
                "ff02::1",
                "ff0e::1",
                "2a00:1450:4001::5efe:10.0.0.1",
                "2a00:1450:4001::200:5efe:127.0.0.1"
            })
    void refusesEveryAddressThatIsNotPublic(String literal) {
        assertThat(STRICT.admits("hooks.example.com", address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.88.98.255",
                "192.88.100.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2000::1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2001:db7::1",
                "2001:db9::1",
                "2003::1",
                "2606:4700::1111",
                "2a00:1450:4001::5efe:8.8.8.8",
                "3ffe:ffff::1",
                "3fff:1000::1"
            })
    void admitsPublicAddressesUpToTheEdges(String literal) {
        assertThat(STRICT.admits("hooks.example.com", address(literal))).isTrue();
    }

    @Test
    void judgesTheMappedFormAsTheAddressThatItStandsForAlsoWhereJavaKeepsItApart() throws Exception {
        var mapped = address("::ffff:10.0.0.1");
        assertThat(mapped.getAddress()).hasSize(4);
        var bytes = new byte[16];
        bytes[10] = bytes[11] = (byte) 0xff;
        System.arraycopy(address("8.8.8.8").getAddress(), 0, bytes, 12, 4);
        assertThat(STRICT.admits("hooks.example.com", Inet6Address.getByAddress("x", bytes, -1)))
                .isFalse();
    }

    @Test
    void opensANat64OnlyToWhatIsOpenBehindIt() {
        var rules = rules(List.of("64:ff9b::/96", "10.1.0.0/16"), false, false);
        assertThat(rules.admits("hooks.example.com", address("64:ff9b::8.8.8.8")))
                .isTrue();
        assertThat(rules.admits("hooks.example.com", address("64:ff9b::10.1.0.1")))
                .isTrue();
        assertThat(rules.admits("hooks.example.com", address("64:ff9b::10.2.0.1")))
                .isFalse();
        assertThat(rules.admits("hooks.example.com", address("64:ff9b::169.254.169.254")))
                .isFalse();
    }

    @Test
    void opensANameInAnyCaseAndWithTheDotOfTheRoot() {
        var rules = rules(List.of("Hooks.Internal."), false, false);
        for (var host : List.of("hooks.internal", "HOOKS.internal", "hooks.internal.", "\uff28ooks\u3002internal")) {
            // A port below 1024 is only for hosts that are opened.
            assertThat(rules.faultOf("https://" + host + ":444/")).as(host).isEmpty();
        }
        assertThat(rules.admits("hooks.internal", address("10.0.0.1"))).isTrue();
        assertThat(rules.admits("x.hooks.internal", address("10.0.0.1"))).isFalse();
    }

    @Test
    void opensAnInternationalNameInEitherSpelling() {
        for (var opened : List.of("b\u00fccher.internal", "B\u00dcCHER.internal", "xn--bcher-kva.internal")) {
            var rules = rules(List.of(opened, "my_agent"), false, false);
            for (var host : List.of("b\u00fccher.internal", "xn--bcher-kva.internal", "XN--BCHER-KVA.internal.")) {
                assertThat(rules.faultOf("https://" + host + ":444/")).as(host).isEmpty();
            }
            assertThat(rules.admits("xn--bcher-kva.internal", address("10.0.0.1")))
                    .isTrue();
            assertThat(rules.admits("my_agent", address("10.0.0.1"))).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://127.1/h | must write an IP address as four decimal numbers",
                "https://2130706433/ | must write an IP address as four decimal numbers",
                "https://\uff11\uff12\uff17\uff0e\uff11/ | must write an IP address as four decimal numbers",
                "https://\uff11\uff12\uff17\uff0e\uff10\uff0e\uff10\uff0e\uff11/ | must not name an address that is not public",
                "https://127\u30020\u30020\u30021/ | must not name an address that is not public",
                "https://[::1/ | must have an IPv6 address in its brackets",
                "https://[127.0.0.1]/ | must have an IPv6 address in its brackets",
                "https://[fe80::1%25eth0]/ | must not have a zone in its address",
                "https://my agent/ | must have a host name of letters, digits, hyphens, underscores and dots, or an IP address",
                "https://stra\u00dfe.example/ | must write this host name in ASCII, as xn--…",
                "https://hooks.example.com/a b | must write blanks, quotes and the like as %20, %22 and so on",
                "https://hooks.example.com/% | must have two hexadecimal digits after each %",
                "http://my_agent/h | must be https (http is for loopback only)",
                "ftp://my_agent/h | must be an https URL",
                "https://my_agent:22/ | must use port 80, 443 or one from 1024 on",
                "https://my_agent:0/ | must have a port from 1 to 65535",
                "https://a@my_agent/ | must not hold credentials",
            })
    void saysWhatIsWrong(String url, String fault) {
        assertThat(STRICT.faultOf(url)).contains(fault);
    }

    @Test
    void opensLocalhostByItsName() {
        assertThat(rules(List.of("localhost"), false, false).faultOf("https://localhost/"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "10.0.0",
                "010.0.0.1",
                "256.0.0.1",
                "::1/129",
                "::1%lo",
                "fe80::/10%eth0",
                "::ffff:10.0.0.0/8",
                "[::1]",
                "https://hooks.internal",
                "hooks.internal/path",
                "hooks.internal:8443",
                "user@hooks.internal",
                "*.internal",
                ".internal",
                "hooks..internal",
                "-hooks.internal",
                "hooks internal",
                "stra\u00dfe.internal",
                "loc\u0430lhost"
            })
    void tellsWhichEntryIsNoNameAndNoAddress(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowedHosts.parse(List.of("hooks.internal", entry)))
                .withMessageContaining("entry 2 is none of them")
                .withMessageNotContainingAny(entry);
    }

    @Test
    void takesBlocksOfMappedAddressesForThoseOfIpv4() {
        var rules = rules(List.of("::ffff:10.0.0.0/104"), false, false);
        assertThat(rules.admits("hooks.example.com", address("10.9.9.9"))).isTrue();
        assertThat(rules.admits("hooks.example.com", address("11.0.0.1"))).isTrue();
        assertThat(rules.admits("hooks.example.com", address("192.168.0.1"))).isFalse();
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

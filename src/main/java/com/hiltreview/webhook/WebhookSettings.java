package com.hiltreview.webhook;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which addresses are permitted for webhooks.
 *
 * @param allowedHosts host names, IP addresses and CIDR blocks that are permitted although they are not public
 * @param allowHttp whether plain http is permitted for hosts other than loopback
 * @param allowLoopback whether loopback addresses are permitted, as in development
 */
@ConfigurationProperties("hilt.webhook")
public record WebhookSettings(List<String> allowedHosts, boolean allowHttp, boolean allowLoopback) {
    public static void read(Variables variables, boolean development, Settings settings) {
        settings.put("hilt.webhook.allowed-hosts", allowedHosts(variables));
        settings.put("hilt.webhook.allow-http", variables.flag("WEBHOOK_ALLOW_HTTP", false));
        settings.put("hilt.webhook.allow-loopback", development);
    }

    private static List<String> allowedHosts(Variables variables) {
        var name = "WEBHOOK_ALLOWED_HOSTS";
        var example = "10.0.0.0/8,hooks.internal";
        var hosts = variables.list(name, example);
        try {
            AllowedHosts.parse(hosts);
        } catch (IllegalArgumentException malformed) {
            variables.fault(name, String.valueOf(malformed.getMessage()), example);
        }
        return hosts;
    }
}

package org.waywiser.keys.connections;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host with an optional port: {@code host}, {@code host:port}, {@code [v6]:port} or a bare IPv6 address.
 *
 * @param port 0 if none was given
 */
public record HostPort(String host, int port) {
    private static final Pattern BRACKETED = Pattern.compile("\\[([^]]+)](?::(\\d{1,5}))?");
    private static final Pattern BARE_V6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*(?:%.+)?");
    private static final Pattern PLAIN = Pattern.compile("([^:\\[\\]]+)(?::(\\d{1,5}))?");

    /** @throws IllegalArgumentException with one line for the user */
    public static HostPort parse(String text) {
        Matcher matcher = BRACKETED.matcher(text);
        if (!matcher.matches()) matcher = PLAIN.matcher(text);
        if (matcher.matches()) {
            int port = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
            if (port <= 65_535) return new HostPort(matcher.group(1), port);
        } else if (BARE_V6.matcher(text).matches()) {
            return new HostPort(text, 0);
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no HOST[:PORT]; an IPv6 address with a port is [ADDRESS]:PORT");
    }

    /** With that port if none was given. */
    public HostPort orPort(int otherwise) {
        return port == 0 ? new HostPort(host, otherwise) : this;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + (port == 0 ? "" : ":" + port);
    }
}

package org.waywiser.wire;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** Addresses as people write them: {@code 192.0.2.1:862}, {@code [2001:db8::1]:862}. RFC 3986 §3.2.2. */
public final class AddressText {
    private AddressText() {}

    /** The numeric address with its port; a name where it was not resolved. */
    public static String of(InetSocketAddress address) {
        if (address.isUnresolved()) return address.getHostString() + ":" + address.getPort();
        String host = address.getAddress().getHostAddress();
        boolean v6 = address.getAddress() instanceof Inet6Address;
        return (v6 ? "[" + shortened(host) + "]" : host) + ":" + address.getPort();
    }

    /** The longest run of zero groups as two colons, as RFC 5952 §4.2 has it. */
    private static String shortened(String v6) {
        int percent = v6.indexOf('%');
        String scope = percent < 0 ? "" : v6.substring(percent);
        String[] groups = (percent < 0 ? v6 : v6.substring(0, percent)).split(":", -1);
        int best = 0;
        int bestLength = 1;
        for (int i = 0; i < groups.length; i++) {
            int length = 0;
            while (i + length < groups.length && groups[i + length].equals("0")) length++;
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        if (bestLength == 1) return String.join(":", groups) + scope;
        return String.join(":", Arrays.copyOfRange(groups, 0, best)) + "::"
                + String.join(":", Arrays.copyOfRange(groups, best + bestLength, groups.length)) + scope;
    }
}

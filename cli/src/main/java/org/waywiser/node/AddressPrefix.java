package org.waywiser.node;

import java.math.BigInteger;
import java.net.InetAddress;

/**
 * Addresses that begin alike.
 *
 * @param length in bits, no more than the address has
 */
public record AddressPrefix(InetAddress address, int length) {
    public AddressPrefix {
        if (length < 0 || length > bits(address)) throw new IllegalArgumentException("a prefix of " + length + " bits");
    }

    /** @throws IllegalArgumentException with one line for the user */
    public static AddressPrefix parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            return new AddressPrefix(address, slash < 0 ? bits(address) : Integer.parseInt(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address or prefix; write 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32", e);
        }
    }

    public boolean contains(InetAddress other) {
        int rest = bits(address) - length;
        return bits(other) == bits(address)
                && number(other).shiftRight(rest).equals(number(address).shiftRight(rest));
    }

    private static int bits(InetAddress address) {
        return 8 * address.getAddress().length;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }
}

package org.waywiser.node;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

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

    /** Whether no bit beyond its length is set. */
    public boolean isNetwork() {
        return network().address().equals(address);
    }

    /** The same without the bits beyond its length. */
    public AddressPrefix network() {
        byte[] octets = address.getAddress();
        for (int i = 0; i < octets.length; i++) {
            int kept = Math.clamp(length - 8L * i, 0, 8);
            octets[i] &= (byte) (0xff << 8 - kept);
        }
        try {
            return new AddressPrefix(InetAddress.getByAddress(octets), length);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + octets.length + " octets", e);
        }
    }

    /** As it is written. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }

    private static int bits(InetAddress address) {
        return 8 * address.getAddress().length;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }
}

package org.waywiser.keys.xfrm;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.Octets;

/** The addresses of this host as they were at the first question after {@link #lookAgain}: to look for each SA of thousands would take seconds. */
final class OwnAddresses implements Predicate<Octets> {
    private @Nullable Set<Octets> addresses;

    void lookAgain() {
        addresses = null;
    }

    @Override
    public boolean test(Octets address) {
        Set<Octets> known = addresses;
        if (known == null) {
            known = look();
            addresses = known;
        }
        return known.contains(address);
    }

    private static Set<Octets> look() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getAddress)
                    .map(Octets::of)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            return Set.of(); // there are no interfaces
        }
    }
}

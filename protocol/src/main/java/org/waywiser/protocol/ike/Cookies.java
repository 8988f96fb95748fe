package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.FirstGlance;

/**
 * Cookies of our own: a peer that sends one back receives what is sent to its address. Nothing is kept of whoever gets one.
 *
 * <pre>
 * Cookie = version (1 octet) | the first 16 of HMAC-SHA-256(secret, SPIi | Ni | IPi)
 * </pre>
 *
 * As RFC 7296 §2.6 suggests, yet HMAC, which is made for keys, and cut, so that the response is shorter than any request. Ni and IPi
 * need no lengths between them: SPIi has eight octets, and who can choose where Ni ends gains nothing without receiving at IPi.
 */
final class Cookies {
    static final int LENGTH = 1 + 16;

    /** Of the secret; the one before is accepted as long again. */
    private static final long PERIOD_NANOS = Duration.ofSeconds(30).toNanos();

    private static final int SECRET = 32;

    private final RandomGenerator random;
    private Secret current = Secret.owning(new byte[0]);
    private Secret previous = Secret.owning(new byte[0]);
    private int version;
    private long sinceNanos;
    private boolean begun;

    Cookies(RandomGenerator random) {
        this.random = random;
    }

    /** The cookie for a request. */
    Octets bake(long spiI, FirstGlance request, InetSocketAddress from, long nowNanos) {
        renew(nowNanos);
        return cookie(version, current, spiI, request.ni(), from);
    }

    /** Whether a request brings back its cookie; compared in constant time. */
    boolean proves(long spiI, FirstGlance request, InetSocketAddress from, long nowNanos) {
        if (request.cookie().isEmpty()) return false;
        var cookie = request.cookie().get();
        if (cookie.length() != LENGTH) return false;
        renew(nowNanos);
        int age = version - cookie.at(0) & 0xff;
        if (age > 1) return false;
        return cookie.equals(cookie(cookie.at(0), age == 0 ? current : previous, spiI, request.ni(), from));
    }

    private static Octets cookie(int version, Secret secret, long spiI, Octets ni, InetSocketAddress from) {
        byte[] spi = ByteBuffer.allocate(Long.BYTES).putLong(spiI).array();
        var mac = Prf.HMAC_SHA2_256.apply(
                secret, spi, ni.toByteArray(), from.getAddress().getAddress());
        byte[] cookie = new byte[LENGTH];
        cookie[0] = (byte) version;
        System.arraycopy(mac.toByteArray(), 0, cookie, 1, LENGTH - 1);
        return Octets.of(cookie);
    }

    /** RFC 7296 §2.6: the secret changes, and cookies do not live long after. */
    private void renew(long nowNanos) {
        if (begun && nowNanos - sinceNanos < PERIOD_NANOS) return;
        boolean late = !begun || nowNanos - sinceNanos >= 2 * PERIOD_NANOS;
        previous.wipe();
        previous = late ? fresh() : current;
        if (late) current.wipe();
        current = fresh();
        version = version + 1 & 0xff;
        sinceNanos = nowNanos;
        begun = true;
    }

    private Secret fresh() {
        byte[] octets = new byte[SECRET];
        random.nextBytes(octets);
        return Secret.owning(octets);
    }
}

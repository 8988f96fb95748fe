package org.waywiser.bench.micro;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.waywiser.security.HmacSha1;
import org.waywiser.security.Secret;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;

/** Protection of test packets, and the HMAC in it beside that of the JDK, whose states are not kept. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CryptoBenchmark {
    private static final int REFLECTED = 112;
    private static final int HEAD = 96;
    private static final byte[] KEY = new byte[32];

    private final ProbeCipher authenticated = ProbeCipher.authenticated(keys());
    private final ProbeCipher encrypted = ProbeCipher.encrypted(keys());
    private final HmacSha1 ours = new HmacSha1(Secret.owning(KEY.clone()));
    private final Mac jdk = mac();
    private final byte[] packet = new byte[REFLECTED];
    private final byte[] mac = new byte[20];

    private static ProbeKeys keys() {
        return new ProbeKeys(Secret.owning(new byte[16]), Secret.owning(KEY.clone()));
    }

    private static Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(KEY, "HmacSHA1"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public boolean reflectsAuthenticated() {
        boolean opened = authenticated.openSender(packet);
        authenticated.sealReflected(packet);
        return opened;
    }

    @Benchmark
    public boolean reflectsEncrypted() {
        boolean opened = encrypted.openSender(packet);
        encrypted.sealReflected(packet);
        return opened;
    }

    @Benchmark
    public byte[] hmac() {
        ours.update(packet, 0, HEAD);
        ours.finish(mac, 0);
        return mac;
    }

    @Benchmark
    public byte[] hmacOfTheJdk() throws GeneralSecurityException {
        jdk.update(packet, 0, HEAD);
        jdk.doFinal(mac, 0);
        return mac;
    }
}

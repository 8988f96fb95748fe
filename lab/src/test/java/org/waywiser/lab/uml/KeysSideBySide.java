package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Root;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;

/**
 * Keys of the same children, from strongSwan and from the kernel, on both hosts, through rekeys from either: a program for the laboratory.
 * It prints what held, or what did not, and never a key.
 */
final class KeysSideBySide {
    /** Measured through is the first. */
    static final List<StrongSwans> SET_UPS = List.of(
            new StrongSwans("tunnel", "aes128-sha256", false),
            new StrongSwans("transport", "aes128-sha256", false),
            new StrongSwans("tunnel", "aes128gcm16", false),
            new StrongSwans("transport", "aes128gcm16", false),
            new StrongSwans("transport", "sha256", true));

    /** What came of the first one's measurement, in the directory of the laboratory. */
    static final String MEASURED = "measured";

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final InetAddress A = InetAddress.ofLiteral(Uml.A);
    private static final InetAddress B = InetAddress.ofLiteral(Uml.B);
    private static final Octets SALT = Octets.zeros(16);
    private static final int COUNT = 1024;

    private final StrongSwans setUp;
    private final ObservedHost a;
    private final ObservedHost b;

    private KeysSideBySide(StrongSwans setUp, ObservedHost a, ObservedHost b) {
        this.setUp = setUp;
        this.a = a;
        this.b = b;
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        boolean measured = true;
        for (StrongSwans setUp : SET_UPS) {
            System.out.println("== " + setUp);
            // a begins, and so b need not be told who does
            try (var a = ObservedHost.of("a", true);
                    var b = ObservedHost.of("b", false)) {
                new KeysSideBySide(setUp, a, b).run(measured);
            } catch (AssertionError e) {
                System.out.println(e.getMessage());
            }
            measured = false;
        }
    }

    private void run(boolean measured) throws Exception {
        // what a set-up that failed has left
        during("swanctl-a --terminate --ike lab >/dev/null 2>&1 || true\n" + setUp.load() + StrongSwans.initiate());
        SaName first = compare("begun", _ -> true);
        if (measured) {
            during("""
                ip netns exec a java %s 10.0.0.2 862 1500 DRAFT SESSION_ID encrypted >%s 2>&1 &
                await serve.out connected
                """.formatted(KernelKeyedMeasurement.class.getName(), MEASURED));
        }
        during("swanctl-b --rekey --child kid >/dev/null");
        SaName second = compare("rekeyed", not(first));
        if (measured) {
            during("swanctl-a --rekey --child kid >/dev/null");
            SaName third = compare("rekeyed", not(second));
            for (String host : List.of("a", "b")) during("swanctl-" + host + " --rekey --ike lab >/dev/null");
            compare("after rekeys of the IKE SA", third::equals);
            during("swanctl-a --rekey --child kid >/dev/null & swanctl-b --rekey --child kid >/dev/null; wait");
            SaName newest = compare("rekeyed by both at once", not(third));
            during("if grep received " + MEASURED + "; then exit 1; fi");
            System.out.println("a measurement ran all the time");
            during("await " + MEASURED + " received");
            heard(first, second);
            heard(second, third);
            heard(newest); // in whose place, the two that begin at once settle between them
            during("ip netns exec a java %s 10.0.0.2 862 20 DRAFT SESSION_ID encrypted >>%s 2>&1"
                    .formatted(KernelKeyedMeasurement.class.getName(), MEASURED));
            assertThat(Files.readString(Path.of(MEASURED)).lines().toList().getLast())
                    .contains("%08x".formatted(newest.spiI()), "%08x".formatted(newest.spiR()));
        }
        during("swanctl-a --terminate --ike lab >/dev/null");
        until("an end", () -> a.pairs() + b.pairs() == 0);
        assertThat(a.inventions()).isEmpty();
        assertThat(b.inventions()).isEmpty();
        System.out.println("nothing was offered that was not there");
    }

    /** Whether who measured was told of a rekeying of these. */
    private static void heard(SaName... names) throws Exception {
        assertThat(Files.readString(Path.of(MEASURED)).lines())
                .as(List.of(names).toString())
                .anyMatch(line -> line.startsWith("rekeyed ")
                        && Stream.of(names)
                                .flatMap(name -> Stream.of(name.spiI(), name.spiR()))
                                .allMatch(spi -> line.contains("%08x".formatted(spi))));
    }

    private static Predicate<SaName> not(SaName name) {
        return Predicate.not(name::equals);
    }

    /** Waits for a child that fits, is everywhere the newest and in the end the only one; compares what is known of it. */
    private SaName compare(String what, Predicate<SaName> fits) throws Exception {
        until(what, () -> a.told(B).filter(fits).isPresent() && a.told(B).equals(b.told(A)));
        SaName name = a.told(B).orElseThrow();
        boolean byA = a.receivesBy(name.spiI());
        // the kernel does not tell who began: the roles are those that were told once for all
        Optional<SaName> offered = Optional.of(byA ? name : new SaName(name.protocol(), name.spiR(), name.spiI()));
        until(
                what + ", and the newest",
                () -> a.offered(B).equals(offered) && b.offered(A).equals(offered));
        assertThat(name.protocol()).isEqualTo(setUp.ah() ? SaName.AH : SaName.ESP);
        int octets = compare(a, B, name);
        assertThat(compare(b, A, name)).isEqualTo(octets);
        until(what + ", and the only one", () -> a.pairs() == 1 && b.pairs() == 1);
        System.out.println(what + " by " + (byA ? "a" : "b") + ": " + octets + " octets of KEYMAT are equal");
        return name;
    }

    private int compare(ObservedHost host, InetAddress peer, SaName name) throws KeysUnavailable {
        Secret keymat = host.keymat(name).orElseThrow();
        var root = new Root(Prf.HMAC_SHA2_256, keymat);
        try (SaBinding draft = host.bind(peer, Profile.DRAFT, name).orElseThrow()) {
            assertThat(draft.sa().name()).isEqualTo(name);
            assertThat(draft.keys(Profile.DRAFT, SALT, COUNT)
                            .equals(new SaKeys.TokenKey(root.passwordKey(SALT, COUNT))))
                    .as("keys of the Token")
                    .isTrue();
            assertThat(draft.keys(Profile.DRAFT_ALT1, SALT, COUNT).equals(new SaKeys.Alternative1(root.alt1Keys())))
                    .as("keys of alternative 1")
                    .isTrue();
        }
        assertThat(own(host, peer, name).equals(expectedOwn(keymat)))
                .as("keys of alternative 2")
                .isTrue();
        return keymat.length();
    }

    /** Of profile draft-alt2; empty where it is refused. */
    private static Optional<SaKeys> own(ObservedHost host, InetAddress peer, SaName name) {
        try (SaBinding bound = host.bind(peer, Profile.DRAFT_ALT2, name).orElseThrow()) {
            return Optional.of(bound.keys(Profile.DRAFT_ALT2, SALT, COUNT));
        } catch (KeysUnavailable e) {
            return Optional.empty();
        }
    }

    private Optional<SaKeys> expectedOwn(Secret keymat) {
        if (!setUp.esp().equals("aes128-sha256")) return Optional.empty();
        return Optional.of(new SaKeys.Own(new ControlKeys(keymat.slice(0, 16), keymat.slice(16, 48))));
    }

    private void look() {
        a.told(B);
        b.told(A);
        a.offered(B);
        b.offered(A);
    }

    /** Runs it, and looks all the time. */
    private void during(String script) throws Exception {
        Process shell = new ProcessBuilder("sh", "-euc", script).inheritIO().start();
        while (!shell.waitFor(5, TimeUnit.MILLISECONDS)) look();
        assertThat(shell.exitValue()).as(script).isZero();
    }

    private void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            look();
            if (System.nanoTime() - deadline > 0) throw new AssertionError("there never was: " + what);
        }
    }
}

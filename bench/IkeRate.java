import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.protocol.ike.IkeEffect;
import org.waywiser.protocol.ike.IkeEndpoint;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.security.ike.DhKeyPair;
import org.waywiser.security.ike.DhSource;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.wire.Octets;

/** How many IKE SAs a responder sets up in a second of its processor: ours against charon. Started by {@code bench/ike-rate}. */
final class IkeRate {
    static final String PROPOSAL = "aes128gcm16-prfsha256-x25519";
    static final String SECRET = "benchmark";
    static final int WINDOW = 64;
    static final int WARM_UP = 12_000;

    private IkeRate() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("respond")) {
            respond(Integer.parseInt(args[1]));
        } else {
            compare(args);
        }
    }

    // ---- the responder: prints what X25519 costs it when its input ends

    private static void respond(int port) throws Exception {
        Logger.getLogger("org.waywiser").setLevel(Level.OFF); // as charon, whose log is off
        var policy = credentials("server@lab", new Expected.Anyone()).answering();
        var settings = IkeSettings.defaults(Optional.of(policy)).withDefence(IkeSettings.Defence.NONE);
        try (var ike = EmbeddedIke.start(new InetSocketAddress("127.0.0.1", port), settings)) {
            System.out.println("ready " + ike.address().getPort());
            System.in.read(); // asked after the last round
            System.out.printf(Locale.ROOT, "x25519 %.1f%n", x25519Micros());
        }
    }

    /** One key pair and one agreement, as a responder does for each SA. */
    private static double x25519Micros() throws Exception {
        var pairs = new EphemeralKeyPairs(new SecureRandom());
        var peer = pairs.generate(DhGroup.X25519).publicValue();
        int times = 3_000;
        for (int i = 0; i < times; i++) pairs.generate(DhGroup.X25519).agree(peer).wipe();
        var clock = ManagementFactory.getThreadMXBean();
        long before = clock.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) pairs.generate(DhGroup.X25519).agree(peer).wipe();
        return (clock.getCurrentThreadCpuTime() - before) / 1e3 / times;
    }

    // ---- the comparison: rounds SAs our-pid our-port charon-pid charon-port

    private static void compare(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        int sas = Integer.parseInt(args[2]);
        long ourPid = Long.parseLong(args[3]);
        int ourPort = Integer.parseInt(args[4]);
        long charonPid = Long.parseLong(args[5]);
        int charonPort = Integer.parseInt(args[6]);
        var initiators = new Initiators();
        initiators.round(ourPort, ourPid, WARM_UP); // until it is compiled
        initiators.round(charonPort, charonPid, sas);
        var ratios = new double[rounds];
        var ours = new double[rounds];
        System.out.println("round  ours: SAs per CPU second, per second  charon: the same  ratio by CPU");
        for (int i = 0; i < rounds; i++) {
            var our = initiators.round(ourPort, ourPid, sas);
            var their = initiators.round(charonPort, charonPid, sas);
            ratios[i] = our.perCpuSecond() / their.perCpuSecond();
            ours[i] = our.perCpuSecond();
            System.out.printf(Locale.ROOT, "%5d  %10.0f %10.0f  %10.0f %10.0f  %6.2f%n", i + 1,
                    our.perCpuSecond(), our.perSecond(), their.perCpuSecond(), their.perSecond(), ratios[i]);
        }
        Arrays.sort(ratios);
        Arrays.sort(ours);
        System.out.printf(Locale.ROOT, "median ratio %.2f%nmedian microseconds %.1f%n",
                ratios[rounds / 2], 1e6 / ours[rounds / 2]);
    }

    record Rate(double perCpuSecond, double perSecond) {}

    /** Many initiators on one socket, each with an identity of its own. */
    private static final class Initiators {
        private final SecureRandom random = new SecureRandom();
        private final DhSource once = new OneKeyPair(new EphemeralKeyPairs(random));
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_535);
        private long names;

        Rate round(int port, long pid, int sas) throws Exception {
            var peer = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
            var endpoint = new IkeEndpoint(
                    IkeSettings.defaults(Optional.empty()), random, once, InstantSource.system());
            var policies = new ArrayList<IkePolicy>();
            for (int i = 0; i < sas; i++) {
                policies.add(credentials("c" + names++ + "@lab", new Expected.Named(Identities.parse("server@lab")))
                        .towards(Identities.parse("server@lab")));
            }
            try (var channel = DatagramChannel.open(); var selector = Selector.open()) {
                channel.bind(new InetSocketAddress("127.0.0.1", 0));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                var local = (InetSocketAddress) channel.getLocalAddress();
                int begun = 0;
                int done = 0;
                long cpu = cpuTicks(pid);
                long start = System.nanoTime();
                while (done < sas) {
                    while (begun < sas && begun - done < WINDOW) {
                        apply(endpoint, new IkeInput.Initiate(begun, local, peer, policies.get(begun)), channel);
                        begun++;
                    }
                    int before = done;
                    for (var from = receive(channel); from != null; from = receive(channel)) {
                        var octets = new byte[buffer.remaining()];
                        buffer.get(octets);
                        done += apply(endpoint, new IkeInput.Received(Octets.of(octets), from, local), channel);
                    }
                    OptionalLong deadline = endpoint.deadline();
                    if (deadline.isPresent() && System.nanoTime() - deadline.getAsLong() >= 0) {
                        apply(endpoint, new IkeInput.Tick(), channel);
                    } else if (done == before) {
                        selector.select(20);
                        selector.selectedKeys().clear();
                    }
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                double cpuSeconds = (cpuTicks(pid) - cpu) / 100.0;
                return new Rate(sas / cpuSeconds, sas / seconds);
            }
        }

        private InetSocketAddress receive(DatagramChannel channel) throws IOException {
            buffer.clear();
            var from = (InetSocketAddress) channel.receive(buffer);
            buffer.flip();
            return from;
        }

        /** How many SAs were established. */
        private static int apply(IkeEndpoint endpoint, IkeInput input, DatagramChannel channel) throws IOException {
            int established = 0;
            for (var effect : endpoint.on(input, System.nanoTime())) {
                switch (effect) {
                    case IkeEffect.Send(var octets, var _, var to) ->
                        channel.send(ByteBuffer.wrap(octets.toByteArray()), to);
                    case IkeEffect.Established(var sa, var _) -> {
                        established++;
                        sa.wipe();
                    }
                    case IkeEffect.Failed failed -> throw new IllegalStateException(failed.toString());
                    default -> {}
                }
            }
            return established;
        }
    }

    /** So that the initiator is faster than the responder: it makes no key pair, and both do one agreement. */
    private static final class OneKeyPair implements DhSource {
        private final DhSource source;
        private final Map<DhGroup, DhKeyPair> pairs = new EnumMap<>(DhGroup.class);

        OneKeyPair(DhSource source) {
            this.source = source;
        }

        @Override
        public DhKeyPair generate(DhGroup group) {
            return pairs.computeIfAbsent(group, source::generate);
        }
    }

    private static IkeCredentials credentials(String own, Expected peer) {
        var keys = PreSharedKeys.forAnyPeer(Secret.of(SECRET.getBytes(StandardCharsets.US_ASCII)));
        return new IkeCredentials(Optional.of(Identities.parse(own)), peer, Optional.of(keys), Optional.empty(),
                List.of(), IkeProposals.parse(PROPOSAL));
    }

    /** User and system time of a process, in ticks of 10 ms. */
    private static long cpuTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}

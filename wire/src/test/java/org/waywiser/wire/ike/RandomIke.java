package org.waywiser.wire.ike;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.waywiser.wire.Octets;

/** Messages and payloads made up from a seed. */
final class RandomIke {
    private static final List<Function<Random, IkePayload>> KINDS = List.of(
            r -> new SecurityAssociation(some(r, RandomIke::proposal)),
            r -> new KeyExchange(r.nextInt(1 << 16), octets(r)),
            r -> IdentificationPayload.of(r.nextBoolean() ? PayloadType.IDI : PayloadType.IDR, id(r)),
            r -> new Certificate(new CertificateEncoding(r.nextInt(256)), octets(r)),
            r -> new CertificateRequest(new CertificateEncoding(r.nextInt(256)), octets(r)),
            r -> new Authentication(new AuthMethod(r.nextInt(256)), octets(r)),
            r -> new Nonce(octets(r)),
            r -> new Notify(new ProtocolId(r.nextInt(256)), octets(r), new NotifyType(r.nextInt(1 << 16)), octets(r)),
            RandomIke::delete,
            r -> new VendorId(octets(r)),
            r -> new TrafficSelectors(new PayloadType(44 + r.nextInt(2)), some(r, RandomIke::selector)),
            r -> new OpaquePayload(new PayloadType(47 + r.nextInt(2)), false, octets(r)),
            r -> new OpaquePayload(new PayloadType(54 + r.nextInt(200)), r.nextBoolean(), octets(r)));

    private RandomIke() {}

    static IkeMessage message(Random random) {
        var payloads = new ArrayList<>(some(random, RandomIke::payload));
        switch (random.nextInt(8)) {
            case 0, 1 -> payloads.add(new Encrypted(new PayloadType(random.nextInt(256)), octets(random)));
            case 2 ->
                payloads.add(new EncryptedFragment(
                        new PayloadType(random.nextInt(256)),
                        random.nextInt(1 << 16),
                        random.nextInt(1 << 16),
                        octets(random)));
            default -> {}
        }
        return new IkeMessage(
                random.nextLong(),
                random.nextLong(),
                new ExchangeType(random.nextInt(256)),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt() & 0xffff_ffffL,
                payloads);
    }

    static IkePayload payload(Random random) {
        return KINDS.get(random.nextInt(KINDS.size())).apply(random);
    }

    private static Proposal proposal(Random random) {
        return new Proposal(
                random.nextInt(256),
                new ProtocolId(random.nextInt(256)),
                octets(random),
                some(random, RandomIke::transform));
    }

    private static Transform transform(Random random) {
        return new Transform(
                new TransformType(random.nextInt(256)), random.nextInt(1 << 16), some(random, RandomIke::attribute));
    }

    private static TransformAttribute attribute(Random random) {
        boolean shortForm = random.nextBoolean();
        var value = shortForm ? octets(random, 2) : octets(random);
        return new TransformAttribute(shortForm, random.nextInt(1 << 15), value);
    }

    private static Identification id(Random random) {
        return new Identification(new IdType(random.nextInt(256)), octets(random));
    }

    private static Delete delete(Random random) {
        int spiSize = 1 + random.nextInt(8);
        return new Delete(new ProtocolId(random.nextInt(256)), spiSize, some(random, r -> octets(r, spiSize)));
    }

    private static TrafficSelector selector(Random random) {
        int type = 7 + random.nextInt(3);
        if (type == 9) return new TrafficSelector.Unknown(type, random.nextInt(256), octets(random));
        int length = type == 7 ? 4 : 16;
        return new TrafficSelector.Range(
                random.nextInt(256),
                random.nextInt(1 << 16),
                random.nextInt(1 << 16),
                octets(random, length),
                octets(random, length));
    }

    private static <T> List<T> some(Random random, Function<Random, T> one) {
        var all = new ArrayList<T>();
        for (int i = random.nextInt(5); i > 0; i--) all.add(one.apply(random));
        return all;
    }

    private static Octets octets(Random random) {
        return octets(random, random.nextInt(40));
    }

    private static Octets octets(Random random, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return Octets.of(octets);
    }
}

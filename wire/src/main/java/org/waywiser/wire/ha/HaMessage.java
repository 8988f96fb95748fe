package org.waywiser.wire.ha;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.waywiser.wire.KeyOctets;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * What strongSwan tells another node: a version, a type, and attributes.
 *
 * @param version 3 up to strongSwan 6.0.0, 4 in 6.0.1, 5 since 6.0.2
 */
public record HaMessage(int version, HaType type, List<HaAttribute> attributes) {
    /** Those that can be read. */
    public static final List<Integer> VERSIONS = List.of(3, 4, 5);

    public HaMessage {
        attributes = List.copyOf(attributes);
    }

    /**
     * Reads a datagram.
     *
     * @param hostOrder of the machine that strongSwan runs on
     * @throws MalformedMessage if any of it is not understood: what keys are for must not be guessed
     */
    public static HaMessage read(byte[] datagram, ByteOrder hostOrder) throws MalformedMessage {
        var in = WireReader.of(datagram);
        int version = in.u8();
        if (!VERSIONS.contains(version)) {
            throw new MalformedMessage("ha message of version " + version + "; known are " + VERSIONS);
        }
        HaType type = HaType.of(in.u8());
        var attributes = new ArrayList<HaAttribute>();
        try {
            while (in.remaining() > 0) attributes.add(HaAttribute.read(version, hostOrder, in));
        } catch (MalformedMessage e) {
            wipe(attributes);
            throw e;
        }
        return new HaMessage(version, type, attributes);
    }

    /** The one message that is sent: asks strongSwan for all its SAs, and has it rekey every child. */
    public static Octets resync(int version) {
        return new WireWriter()
                .u8(version)
                .u8(HaType.RESYNC.number())
                .u8(HaField.SEGMENT.number(version))
                .u16(1)
                .toOctets();
    }

    /** The IKE SA that it is about. */
    public Optional<HaAttribute.SaId> saId(HaField field) {
        return all(field, HaAttribute.SaId.class).findFirst();
    }

    /** Whether CONDITIONS has that bit; version 5 has it twice, the second time, with bit 31, for private ones. */
    public boolean hasCondition(int bit) {
        return all(HaField.CONDITIONS, HaAttribute.Value.class)
                .mapToInt(conditions -> (int) conditions.value())
                .anyMatch(bits -> bits >= 0 && (bits & bit) != 0);
    }

    public OptionalInt number(HaField field) {
        return all(field, HaAttribute.Value.class)
                .mapToInt(number -> (int) number.value())
                .findFirst();
    }

    public Octets nonce(HaField field) {
        return all(field, HaAttribute.Nonce.class)
                .map(HaAttribute.Nonce::octets)
                .findFirst()
                .orElse(Octets.EMPTY);
    }

    public Optional<KeyOctets> key(HaField field) {
        return all(field, HaAttribute.Key.class).map(HaAttribute.Key::key).findFirst();
    }

    public OptionalInt spi(HaField field) {
        return all(field, HaAttribute.Spi.class).mapToInt(HaAttribute.Spi::spi).findFirst();
    }

    /** Attributes of that field, which are all of that shape. */
    public <A extends HaAttribute> Stream<A> all(HaField field, Class<A> shape) {
        return attributes.stream().filter(a -> a.field() == field).map(shape::cast);
    }

    /** Overwrites the keys in it. */
    public void wipe() {
        wipe(attributes);
    }

    private static void wipe(List<HaAttribute> attributes) {
        for (HaAttribute attribute : attributes)
            if (attribute instanceof HaAttribute.Key k) k.key().wipe();
    }
}

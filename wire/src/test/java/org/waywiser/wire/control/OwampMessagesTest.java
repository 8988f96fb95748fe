package org.waywiser.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.OwampStopSessions.Description;

class OwampMessagesTest {
    private static final Sid SID = new Sid(Octets.hex("7f000001eeabe2062ddd6e04d0ef22ed"));

    @Test
    @Rfc(value = 4656, section = "3.5")
    void readsAndWritesARequestSessionInTwoParts() throws MalformedMessage {
        var header = Octets.hex("01" + "04" + "00" + "01" // Command Number, IPVN, Conf-Sender, Conf-Receiver
                + "00000002" // Number of Schedule Slots
                + "000003e8" // Number of Packets
                + "2238" + "0000" // Sender Port, Receiver Port
                + "c0000201" + "000000000000000000000000" // Sender Address
                + "c6336402" + "000000000000000000000000" // Receiver Address
                + "00000000000000000000000000000000" // SID
                + "00000000" // Padding Length
                + "eeabe2072e9f59ce" // Start Time
                + "0000000280000000" // Timeout
                + "00000000" // Type-P Descriptor
                + "0000000000000000"); // MBZ
        var schedule = Octets.hex("00" + "00000000000000" + "0000000019999999" // exponential, mean 0.1 s
                + "01" + "00000000000000" + "0000000000000000"); // fixed, at once
        var request = new RequestSession(
                4,
                false,
                true,
                1000,
                8760,
                0,
                Octets.hex("c0000201"),
                Octets.hex("c6336402"),
                Sid.NONE,
                0,
                0xeeabe2072e9f59ceL,
                0x2_80000000L,
                TypeP.DEFAULT,
                List.of(new Slot(Slot.EXPONENTIAL, 0x19999999), new Slot(Slot.FIXED, 0)));

        assertThat(header.length()).isEqualTo(RequestSession.HEADER_LENGTH);
        assertThat(RequestSession.scheduleLength(WireReader.of(header))).isEqualTo(schedule.length());
        assertThat(RequestSession.read(WireReader.of(header.concat(schedule)))).isEqualTo(request);
        assertThat(Octets.of(request.header())).isEqualTo(header);
        assertThat(Octets.of(request.schedule())).isEqualTo(schedule);
        assertThat(Octets.of(request.toByteArray())).isEqualTo(header.concat(schedule));
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void takesAnyNonZeroConfOctetForOneAndWritesOne() throws MalformedMessage {
        var octets = Octets.hex("01" + "04" + "80" + "02" + "00".repeat(92));
        var request = RequestSession.read(WireReader.of(octets));

        assertThat(request.confSender()).isTrue();
        assertThat(request.confReceiver()).isTrue();
        assertThat(Octets.of(request.header()).slice(0, 4)).isEqualTo(Octets.hex("01040101"));
    }

    @Test
    void refusesMoreSlotsThanThereAreOctetsBeforeItReadsAny() {
        var octets = Octets.hex("01040000" + "ffffffff" + "00".repeat(88 + 16));

        assertThatThrownBy(() -> RequestSession.read(WireReader.of(octets)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage("4294967295 schedule slots in 16 octets");
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void readsAndWritesStopSessionsWithDescriptionsOnBlockBoundaries() throws MalformedMessage {
        var octets = Octets.hex("03" + "00" + "0000" + "00000002" + "0000000000000000"
                + SID + "000003e8" + "00000002" // Next Seqno, Number of Skip Ranges
                + "00000000" + "00000009" + "00000014" + "00000014" // two ranges
                + "0000000000000000" // completes the block
                + SID + "00000005" + "00000000" + "0000000000000000"); // no range, still a whole block
        var stop = new OwampStopSessions(
                Accept.OK,
                List.of(
                        new OwampStopSessions.Description(
                                SID, 1000, List.of(new SkipRange(0, 9), new SkipRange(20, 20))),
                        new OwampStopSessions.Description(SID, 5, List.of())));

        assertThat(octets.length() % 16).isZero();
        assertThat(OwampStopSessions.read(WireReader.of(octets))).isEqualTo(stop);
        assertThat(Octets.of(stop.toByteArray())).isEqualTo(octets);
    }

    @Test
    void refusesMoreDescriptionsOrRangesThanThereAreOctets() {
        var descriptions = Octets.hex("03000000" + "00000002" + "00".repeat(8 + 32));
        var ranges =
                Octets.hex("03000000" + "00000001" + "00".repeat(8) + SID + "00000000" + "20000000" + "00".repeat(8));

        assertThatThrownBy(() -> OwampStopSessions.read(WireReader.of(descriptions)))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> OwampStopSessions.read(WireReader.of(ranges))).isInstanceOf(MalformedMessage.class);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    @Rfc(value = 4656, section = "3.9")
    void judgesTheOrderOfSkipRanges() {
        assertThat(SkipRange.inOrder(List.of())).isTrue();
        assertThat(SkipRange.inOrder(List.of(new SkipRange(0, 0), new SkipRange(1, 5))))
                .isTrue();
        assertThat(SkipRange.inOrder(List.of(new SkipRange(1, 5), new SkipRange(0, 0))))
                .isFalse();
        assertThat(SkipRange.inOrder(List.of(new SkipRange(1, 5), new SkipRange(5, 6))))
                .isFalse();
        assertThat(SkipRange.inOrder(List.of(new SkipRange(5, 4)))).isFalse();
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void readsAndWritesFetchSession() throws MalformedMessage {
        var octets = Octets.hex("04" + "00000000000000" + "00000000" + "ffffffff" + SID);
        var fetch = FetchSession.complete(SID);

        assertThat(octets.length()).isEqualTo(FetchSession.BODY_LENGTH);
        assertThat(FetchSession.read(WireReader.of(octets))).isEqualTo(fetch);
        assertThat(Octets.of(fetch.toByteArray())).isEqualTo(octets);
        assertThat(fetch.complete()).isTrue();
        assertThat(new FetchSession(0, 5, SID).complete()).isFalse();
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void readsAndWritesFetchAck() throws MalformedMessage {
        var octets = Octets.hex("00" + "01" + "0000" + "000003e8" + "00000002" + "000003de");
        var ack = new FetchAck(Accept.OK, 1, 1000, 2, 990);

        assertThat(octets.length()).isEqualTo(FetchAck.BODY_LENGTH);
        assertThat(FetchAck.read(WireReader.of(octets))).isEqualTo(ack);
        assertThat(Octets.of(ack.toByteArray())).isEqualTo(octets);
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void aRefusingFetchAckHasZeroFieldsAndIsReadSo() throws MalformedMessage {
        var refusal = FetchAck.refusing(Accept.FAILURE);

        assertThat(FetchAck.read(WireReader.of(Octets.hex("01" + "ff".repeat(15)))))
                .isEqualTo(refusal);
        assertThat(Octets.of(refusal.toByteArray())).isEqualTo(Octets.hex("01" + "00".repeat(15)));
    }

    @Test
    @Rfc(value = 4656, section = "3.9")
    void readsAndWritesAFetchedRecord() throws MalformedMessage {
        var octets = Octets.hex("00000007" + "a003" + "2005" + "0102030405060708" + "1112131415161718" + "40");
        var record = new FetchedRecord(
                7, ErrorEstimate.of(0xa003), ErrorEstimate.of(0x2005), 0x0102030405060708L, 0x1112131415161718L, 64);
        var out = new WireWriter();
        record.write(out);

        assertThat(octets.length()).isEqualTo(FetchedRecord.LENGTH);
        assertThat(FetchedRecord.read(WireReader.of(octets))).isEqualTo(record);
        assertThat(out.toOctets()).isEqualTo(octets);
        assertThat(record.lost()).isFalse();
        assertThat(new FetchedRecord(7, record.sendError(), record.receiveError(), 1, 0, 255).lost())
                .isTrue();
    }

    @Test
    @Rfc(value = 4656, section = "6.5")
    void boundsTheSkipRangesOfEachDescription() throws MalformedMessage {
        var sent = new Description(new Sid(Octets.zeros(16)), 9, List.of(new SkipRange(1, 2), new SkipRange(4, 4)));
        byte[] whole = new OwampStopSessions(Accept.OK, List.of(sent, sent)).toByteArray();

        assertThat(OwampStopSessions.bodyLength(whole, 2, 2)).isEqualTo(whole.length);
        assertThatThrownBy(() -> OwampStopSessions.bodyLength(whole, 2, 1)).hasMessage("2 skip ranges");
    }
}

package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.ServerStart;

@Rfc(value = 4656, section = "3.1")
class ControlClientTest {
    private final VirtualTime time = new VirtualTime();
    private final ControlClient client = ControlClient.twamp(Profile.RFC7717, 32768, new Random(7), time.now());

    @Test
    void givesUpOnAServerThatNeverGreets() {
        time.advance(Duration.ofSeconds(9));
        assertThat(tick()).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(tick()).containsExactly(new ClientEffect.Close(CloseReason.REPLY_TIMEOUT, null));
    }

    @Test
    void suspectsAnotherProfileBehindAShortGreeting() {
        received(new byte[44]);
        time.advance(Duration.ofSeconds(5));
        assertThat(tick()).containsExactly(new ClientEffect.Close(CloseReason.OTHER_PROFILE, null));
    }

    @Test
    void suspectsAnotherProfileBehindALongGreeting() {
        byte[] more = Arrays.copyOf(greeting(1, 1024), ServerGreeting.LENGTH + 1);

        assertThat(received(more)).endsWith(new ClientEffect.Close(CloseReason.OTHER_PROFILE, null));
    }

    @Test
    void closesWhenTheServerIsUnwilling() {
        assertThat(received(greeting(0, 1024)))
                .containsExactly(new ClientEffect.Close(CloseReason.SERVER_UNWILLING, null));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 512, 1025, 3000, 65536, 1L << 20, 1L << 21, 1L << 31, (1L << 32) - 1})
    @Rfc(value = 5357, section = "6")
    void refusesAnUnacceptableCountBeforeAnyWork(long count) {
        received(greeting(2, count));

        assertThat(choosePassphrase()).containsExactly(new ClientEffect.Close(CloseReason.UNACCEPTABLE_COUNT, null));
    }

    @Test
    void declinesWhenNoModeFits() {
        received(greeting(1, 1024));

        assertThat(client.on(new ClientInput.Decline(CloseReason.NO_MODE), time.now()))
                .containsExactly(new ClientEffect.Close(CloseReason.NO_MODE, null));
    }

    @Test
    void closesOnARefusalAndTellsItsAcceptValue() {
        received(greeting(1, 1024));
        client.on(new ClientInput.ChooseOpen(Modes.NONE), time.now());

        assertThat(received(new ServerStart(new Accept(77), Octets.zeros(16), 0).toByteArray()))
                .containsExactly(new ClientEffect.Close(CloseReason.REFUSED, new Accept(77)));
    }

    @Test
    void givesUpOnAServerThatStallsInMidMessage() {
        received(greeting(1, 1024));
        client.on(new ClientInput.ChooseOpen(Modes.NONE), time.now());
        received(new byte[47]);
        time.advance(Duration.ofSeconds(20));

        assertThat(tick()).containsExactly(new ClientEffect.Close(CloseReason.REPLY_TIMEOUT, null));
    }

    @Test
    void closesOnMessagesItDidNotAskFor() {
        received(greeting(1, 1024));
        client.on(new ClientInput.ChooseOpen(Modes.NONE), time.now());
        received(new ServerStart(Accept.OK, Octets.zeros(16), 0).toByteArray());

        assertThat(received(new byte[1])).containsExactly(new ClientEffect.Close(CloseReason.OUT_OF_TURN, null));
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void closesOnAWrongHmacOfTheServer() {
        received(greeting(2, 1024));
        choosePassphrase();
        received(new ServerStart(Accept.OK, Octets.zeros(16), 0).toByteArray());
        client.on(new ClientInput.Request(ControlPair.request()), time.now());

        assertThat(received(new byte[48])).containsExactly(new ClientEffect.Close(CloseReason.WRONG_HMAC, null));
    }

    private List<ClientEffect> choosePassphrase() {
        return client.on(
                new ClientInput.ChooseKeyed(Modes.AUTHENTICATED, KeyId.ofText("alice"), ControlPair.passphrase()),
                time.now());
    }

    private List<ClientEffect> received(byte[] octets) {
        return client.on(new ClientInput.Received(Octets.of(octets)), time.now());
    }

    private List<ClientEffect> tick() {
        return client.on(new ClientInput.Tick(), time.now());
    }

    private static byte[] greeting(long modes, long count) {
        return new ServerGreeting(new Modes(modes), Octets.zeros(16), Octets.zeros(16), count).toByteArray();
    }
}

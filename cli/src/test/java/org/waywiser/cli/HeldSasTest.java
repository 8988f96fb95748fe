package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.keys.embedded.SaEvent;
import org.waywiser.protocol.ike.DeletionCause;
import org.waywiser.testkit.Rfc;

@Timeout(30)
@Rfc(value = 7296, section = "2.8")
class HeldSasTest {
    private final StringWriter text = new StringWriter();
    private final HeldSas held = new HeldSas(new PrintWriter(text));

    @Test
    void tellsOfSuccessorsAndOfTheEndOfTheLast() throws Exception {
        held.accept(new SaEvent.Established(1, 2));
        held.accept(new SaEvent.Rekeyed(1, 2, 3, 4));
        held.accept(new SaEvent.Gone(1, 2, DeletionCause.REKEYED));
        held.accept(new SaEvent.Established(5, 6));
        held.accept(new SaEvent.Gone(3, 4, DeletionCause.REAUTHENTICATED));
        held.accept(new SaEvent.Gone(5, 6, DeletionCause.UNREACHABLE));

        assertThat(held.awaitEnd()).hasMessage("the IKE SA is gone: the peer does not answer; start again");
        assertThat(text.toString().lines())
                .containsExactly(
                        "rekeyed   0000000000000003 0000000000000004",
                        "successor 0000000000000005 0000000000000006",
                        "gone      0000000000000003 0000000000000004: another one proves the identities anew",
                        "gone      0000000000000005 0000000000000006: the peer does not answer");
    }

    @Test
    void doesNotTakeTheEndOfARekeyedSaForThatOfItsSuccessor() throws Exception {
        held.accept(new SaEvent.Established(1, 2));
        held.accept(new SaEvent.Rekeyed(1, 2, 3, 4));
        held.accept(new SaEvent.Gone(3, 4, DeletionCause.PEER));
        held.accept(new SaEvent.Gone(1, 2, DeletionCause.REKEYED));

        assertThat(held.awaitEnd()).hasMessageContaining("deleted by the peer");
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, 3, the peer does not answer",
        "PEER, 3, deleted by the peer",
        "EXPIRED, 3, its time is over",
        "INITIAL_CONTACT, 3, the peer has begun afresh",
        "REFUSED_BY_PEER, 4, refused by the peer after all",
        "NOT_REAUTHENTICATED, 4, the identities were not proven anew in time"
    })
    void endsWithTheReasonAndAStatusThatFits(DeletionCause cause, int status, String words) throws Exception {
        held.accept(new SaEvent.Established(1, 2));
        held.accept(new SaEvent.Gone(1, 2, cause));

        assertThat(held.awaitEnd().status()).isEqualTo(status);
        assertThat(held.awaitEnd()).hasMessageContaining(words);
        assertThat(text.toString()).isEqualToIgnoringNewLines("gone      0000000000000001 0000000000000002: " + words);
    }
}

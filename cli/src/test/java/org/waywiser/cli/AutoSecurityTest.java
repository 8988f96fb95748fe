package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.cli.AutoSecurity.Choice;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.PathReport.Source;
import org.waywiser.protocol.path.Protection;
import org.waywiser.protocol.path.Way;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

@Rfc(value = 7717, section = "5.4")
class AutoSecurityTest {
    private static final Flow FLOW = new Flow(Octets.hex("c0000201"), 0, Octets.hex("c0000202"), 862, Flow.UDP);

    @Test
    void insideSasThatEncryptAndAuthenticateItTakesNoKeysWhateverThereIs() {
        for (boolean keys : new boolean[] {true, false}) {
            AutoSecurity found = AutoSecurity.of(path(Protection.ENCRYPTED, Protection.ENCRYPTED), keys, keys);
            assertThat(found.choice()).isEqualTo(Choice.INSIDE);
            assertThat(found.text())
                    .isEqualTo("unauthenticated: the path is inside IPsec, there and back, though no policy insists on"
                            + " it");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Protection.class, mode = EnumSource.Mode.EXCLUDE, names = "ENCRYPTED")
    void anythingLessOnOneWayIsNotEnough(Protection worst) {
        assertThat(AutoSecurity.of(path(Protection.ENCRYPTED, worst), true, true)
                        .choice())
                .isEqualTo(Choice.IKE);
        assertThat(AutoSecurity.of(path(worst, Protection.ENCRYPTED), true, true)
                        .choice())
                .isEqualTo(Choice.IKE);
    }

    @ParameterizedTest
    @CsvSource({"true, true, IKE", "true, false, IKE", "false, true, PASSPHRASE", "false, false, OPEN"})
    void onAnOpenPathItTakesTheBestKeysThereAre(boolean ike, boolean passphrase, Choice choice) {
        AutoSecurity found = AutoSecurity.of(path(Protection.CLEAR, Protection.CLEAR), ike, passphrase);

        assertThat(found.choice()).isEqualTo(choice);
        assertThat(found.reason()).contains(Protection.CLEAR.words());
    }

    @Test
    void aFailureToConnectIsExplainedByAPathThatLetsNothingThrough() {
        var refused = new MeasurementFailure(MeasurementFailure.Kind.REFUSED, "no");
        var unanswered = new MeasurementFailure(MeasurementFailure.Kind.NO_CONNECTION, "no answer");
        AutoSecurity down = AutoSecurity.of(path(Protection.DOWN, Protection.ENCRYPTED), false, false);
        AutoSecurity clear = AutoSecurity.of(path(Protection.CLEAR, Protection.CLEAR), false, false);

        assertThat(down.explained(unanswered))
                .hasMessage("no answer; the path is " + Protection.DOWN.words())
                .extracting(MeasurementFailure::kind)
                .isEqualTo(MeasurementFailure.Kind.NO_CONNECTION);
        assertThat(down.explained(refused)).isSameAs(refused);
        assertThat(clear.explained(unanswered)).isSameAs(unanswered);
    }

    @Test
    void everyChoiceHasWords() {
        assertThat(EnumSet.allOf(Choice.class))
                .allSatisfy(choice -> assertThat(choice.words()).isNotBlank());
    }

    private static PathReport path(Protection there, Protection back) {
        Way out = Way.of(FLOW, there);
        Way in = Way.of(FLOW.reversed(), back);
        return new PathReport(Source.KERNEL, out, in, out, in, new PathMtu(1500, 1500), "");
    }
}

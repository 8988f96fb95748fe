package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;

/** Sessions without keys, on a Server that wants those inside IPsec. */
@Tag("net")
@Timeout(60)
@Rfc(value = 7717, section = "5.4")
class OpenSessionsTest {
    private static final ProtectedPath OUTSIDE = (_, _) -> Optional.of("the path is not protected");

    private final SecureRandom random = new SecureRandom();
    private final NodeLog log = new NodeLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void areRefusedOutsideIpsecWhereThatIsWanted() throws Exception {
        try (var server = server(OUTSIDE, true)) {
            MeasurementFailure failure = Objects.requireNonNull(
                    catchThrowableOfType(MeasurementFailure.class, () -> measure(server, Credentials.none())));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(log.onlyWarning()).contains("has to be inside IPsec", "the path is not protected");
            assertThat(server.sessions()).isZero();
        }
    }

    @Test
    void areServedInsideAndWhereNothingElseIsWanted() throws Exception {
        try (var inside = server((_, _) -> Optional.empty(), true);
                var anywhere = server(OUTSIDE, false)) {
            for (var server : new TwampServer[] {inside, anywhere}) {
                MeasurementTest.complete(measure(server, Credentials.none()));
            }
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    @Rfc(value = 5618, section = "3.1")
    void areThoseOfMixedModeToo() throws Exception {
        try (var server = server(OUTSIDE, true)) {
            assertThat(catchThrowableOfType(
                            MeasurementFailure.class, () -> measure(server, Plans.withPassphrase(Modes.MIXED))))
                    .hasMessageContaining("refused the test session");
        }
        try (var server = server((_, _) -> Optional.empty(), true)) {
            MeasurementTest.complete(measure(server, Plans.withPassphrase(Modes.MIXED)));
        }
    }

    @Test
    void areNotThoseThatHaveKeys() throws Exception {
        try (var server = server(OUTSIDE, true)) {
            MeasurementTest.complete(measure(server, Plans.withPassphrase(Modes.AUTHENTICATED)));
        }
    }

    private TwampServer server(ProtectedPath path, boolean openInside) throws Exception {
        var rules = new BindingRules(BindingPlan.rfc7717(), new SharedKeyRule(path, false), OnDelete.KEEP, openInside);
        return TwampServer.start(Plans.mixed(Passphrases.file(), null).with(rules), random);
    }

    private SessionOutcome measure(TwampServer server, Credentials keys) throws Exception {
        return new TwampClient(Plans.measurement(server.controlAddress()), keys, random)
                .measure()
                .getFirst();
    }
}

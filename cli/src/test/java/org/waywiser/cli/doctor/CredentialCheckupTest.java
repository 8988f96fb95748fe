package org.waywiser.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.cli.doctor.Finding.State;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.security.ike.auth.Identities;

class CredentialCheckupTest {
    private static final Instant ISSUED = Instant.parse("2026-06-01T12:00:00Z");

    private final CertifiedKey key =
            LaboratoryCa.create("Laboratory", ISSUED).issue(List.of(Identities.parse("host.example")), ISSUED);

    @ParameterizedTest
    @CsvSource({
        "-48, BROKEN, is not valid before",
        "1, OK, 'has its key, valid until'",
        "23, LIMITED, expires in 1 hours",
        "25, BROKEN, has expired"
    })
    void looksAtWhenACertificateIsValid(int hours, State state, String words) {
        Instant now = ISSUED.plus(Duration.ofHours(hours));

        assertThat(CredentialCheckup.of(List.of(key), now))
                .singleElement()
                .returns(state, Finding::state)
                .satisfies(finding -> assertThat(finding.found()).contains(words));
    }
}

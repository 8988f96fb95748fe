package org.waywiser.keys.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.TrustedAuthorities;
import org.waywiser.security.ike.auth.VerifiedPeer;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ike.Identification;

@Rfc(value = 7296, section = "3.6")
class LaboratoryCaTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Identification NAME = Identities.parse("host.example");
    private static final byte[] SIGNED = {1, 2, 3};

    private final LaboratoryCa ca = LaboratoryCa.create("Laboratory", NOW);

    @Test
    void issuesCertificatesThatProveEachOfTheirNames() throws AuthenticationFailed {
        var names = List.of(
                NAME,
                Identities.parse("192.0.2.1"),
                Identities.parse("2001:db8::1"),
                Identities.parse("host@example.org"),
                Identities.parse("CN=host.example"));
        CertifiedKey key = ca.issue(names, NOW);

        for (Identification name : names) {
            assertThat(verify(ca, key, name, NOW).identity()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void issuesAndSignsWithEachKindOfKey(LaboratoryKey kind) throws AuthenticationFailed {
        LaboratoryCa own = LaboratoryCa.create("Laboratory", kind, NOW);
        CertifiedKey key = own.intermediate("Middle", NOW).issue(kind, List.of(NAME), NOW);

        assertThat(verify(own, key, NAME, NOW).identity()).isEqualTo(NAME);
    }

    @Test
    void issuesThroughAnIntermediate() throws AuthenticationFailed {
        CertifiedKey key = ca.intermediate("Middle", NOW).issue(List.of(NAME), NOW);

        assertThat(key.chain()).hasSize(2);
        assertThat(verify(ca, key, NAME, NOW).identity()).isEqualTo(NAME);
    }

    @Test
    void issuesCertificatesOutOfDateForTests() {
        CertifiedKey expired = ca.issue(List.of(NAME), NOW.minus(Duration.ofHours(2)), NOW.minus(Duration.ofHours(1)));

        var failed = catchThrowableOfType(AuthenticationFailed.class, () -> verify(ca, expired, NAME, NOW));

        assertThat(failed.reason()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void twoAuthoritiesOfOneNameAreStrangersToEachOther() {
        CertifiedKey key = LaboratoryCa.create("Laboratory", NOW).issue(List.of(NAME), NOW);

        var failed = catchThrowableOfType(AuthenticationFailed.class, () -> verify(ca, key, NAME, NOW));

        assertThat(failed.reason()).isEqualTo(Reason.UNTRUSTED_ISSUER);
    }

    private static VerifiedPeer verify(LaboratoryCa ca, CertifiedKey key, Identification name, Instant now)
            throws AuthenticationFailed {
        var signer = key.authenticator(name);
        var auth = signer.authenticate(SIGNED, Prf.HMAC_SHA2_256, Set.of(2, 5));
        return PeerPolicy.certificates(new TrustedAuthorities(List.of(ca.certificate())))
                .verify(name, signer.certificates(), auth, SIGNED, Prf.HMAC_SHA2_256, now);
    }
}

package org.waywiser.security.ike.auth;

import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.Octets;

/**
 * What authorities have said about their certificates, not checked yet.
 *
 * @param lists certificate revocation lists, RFC 5280 §5
 * @param responses DER of OCSP responses, RFC 6960 §4.2
 */
public record Revocations(List<X509CRL> lists, List<Octets> responses) {
    /** Nothing is known. */
    public static final Revocations NONE = new Revocations(List.of(), List.of());

    public Revocations {
        lists = List.copyOf(lists);
        responses = List.copyOf(responses);
    }

    Revocations and(Revocations more) {
        var allLists = new ArrayList<>(lists);
        allLists.addAll(more.lists);
        var allResponses = new ArrayList<>(responses);
        allResponses.addAll(more.responses);
        return new Revocations(allLists, allResponses);
    }
}

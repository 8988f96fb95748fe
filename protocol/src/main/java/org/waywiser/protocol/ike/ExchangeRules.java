package org.waywiser.protocol.ike;

import static org.waywiser.protocol.ike.ExchangeRules.Place.CLEAR;
import static org.waywiser.protocol.ike.ExchangeRules.Place.SEALED;

import java.util.List;
import java.util.Optional;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.PayloadType;

/**
 * Which payloads each message holds, to be read beside RFC 7296 §1.2, §1.4 and appendix C. Payloads that stand in no row are ignored
 * (RFC 7296 §2.5), and order does not matter.
 */
enum ExchangeRules {
    /** HDR, [N(COOKIE)], SAi1, KEi, Ni, [N+], [V+]. */
    IKE_SA_INIT_REQUEST(
            // payload, least, most, place
            new Rule(PayloadType.SA, 1, 1, CLEAR),
            new Rule(PayloadType.KE, 1, 1, CLEAR),
            new Rule(PayloadType.NONCE, 1, 1, CLEAR),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, CLEAR)),

    /** HDR, SAr1, KEr, Nr, [N+], [CERTREQ+], [V+]. */
    IKE_SA_INIT_RESPONSE(
            new Rule(PayloadType.SA, 1, 1, CLEAR),
            new Rule(PayloadType.KE, 1, 1, CLEAR),
            new Rule(PayloadType.NONCE, 1, 1, CLEAR),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, CLEAR),
            new Rule(PayloadType.CERTREQ, 0, Rule.MANY, CLEAR)),

    /** HDR, N(COOKIE) or N(error). RFC 7296 §2.6, §2.21.1. */
    IKE_SA_INIT_REFUSAL(new Rule(PayloadType.NOTIFY, 1, Rule.MANY, CLEAR)),

    /** HDR, SK {IDi, [CERT+], [CERTREQ+], [IDr], AUTH, [SAi2, TSi, TSr], [N+], [V+]}; without AUTH it asks for EAP. */
    IKE_AUTH_REQUEST(
            new Rule(PayloadType.IDI, 1, 1, SEALED),
            new Rule(PayloadType.CERT, 0, Rule.CERTIFICATES, SEALED),
            new Rule(PayloadType.CERTREQ, 0, Rule.MANY, SEALED),
            new Rule(PayloadType.IDR, 0, 1, SEALED),
            new Rule(PayloadType.AUTH, 0, 1, SEALED),
            new Rule(PayloadType.CP, 0, 1, SEALED),
            new Rule(PayloadType.SA, 0, 1, SEALED),
            new Rule(PayloadType.TSI, 0, 1, SEALED),
            new Rule(PayloadType.TSR, 0, 1, SEALED),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, SEALED)),

    /** HDR, SK {IDr, [CERT+], AUTH, [SAr2, TSi, TSr], [N+], [V+]}. */
    IKE_AUTH_RESPONSE(
            new Rule(PayloadType.IDR, 1, 1, SEALED),
            new Rule(PayloadType.CERT, 0, Rule.CERTIFICATES, SEALED),
            new Rule(PayloadType.AUTH, 1, 1, SEALED),
            new Rule(PayloadType.CP, 0, 1, SEALED),
            new Rule(PayloadType.SA, 0, 1, SEALED),
            new Rule(PayloadType.TSI, 0, 1, SEALED),
            new Rule(PayloadType.TSR, 0, 1, SEALED),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, SEALED)),

    /** HDR, SK {N(error)}. RFC 7296 §2.21.2. */
    IKE_AUTH_REFUSAL(new Rule(PayloadType.NOTIFY, 1, Rule.MANY, SEALED)),

    /** HDR, SK {[N+], [D+], [CP], …}, request and response alike. RFC 7296 §1.4. */
    INFORMATIONAL(
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, SEALED),
            new Rule(PayloadType.DELETE, 0, Rule.MANY, SEALED),
            new Rule(PayloadType.CP, 0, 1, SEALED)),

    /** HDR, SK {SA, Ni, …}, whatever it is for. RFC 7296 §1.3. */
    CREATE_CHILD_SA_REQUEST(
            new Rule(PayloadType.SA, 1, 1, SEALED),
            new Rule(PayloadType.NONCE, 1, 1, SEALED),
            new Rule(PayloadType.KE, 0, 1, SEALED),
            new Rule(PayloadType.TSI, 0, 1, SEALED),
            new Rule(PayloadType.TSR, 0, 1, SEALED),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, SEALED)),

    /** HDR, SK {[N(REKEY_SA)], SA, Ni, [KEi], TSi, TSr, [N+]}. RFC 7296 §1.3.1, §1.3.3. */
    CREATE_CHILD_REQUEST(
            new Rule(PayloadType.SA, 1, 1, SEALED),
            new Rule(PayloadType.NONCE, 1, 1, SEALED),
            new Rule(PayloadType.KE, 0, 1, SEALED),
            new Rule(PayloadType.TSI, 1, 1, SEALED),
            new Rule(PayloadType.TSR, 1, 1, SEALED),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, SEALED)),

    /** HDR, SK {SA, Nr, [KEr], TSi, TSr, [N+]}. RFC 7296 §1.3.1, §1.3.3. */
    CREATE_CHILD_RESPONSE(
            new Rule(PayloadType.SA, 1, 1, SEALED),
            new Rule(PayloadType.NONCE, 1, 1, SEALED),
            new Rule(PayloadType.KE, 0, 1, SEALED),
            new Rule(PayloadType.TSI, 1, 1, SEALED),
            new Rule(PayloadType.TSR, 1, 1, SEALED),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, SEALED)),

    /** HDR, SK {SA, Ni, KEi, [N+]}. RFC 7296 §1.3.2. */
    REKEY_IKE_REQUEST(
            new Rule(PayloadType.SA, 1, 1, SEALED),
            new Rule(PayloadType.NONCE, 1, 1, SEALED),
            new Rule(PayloadType.KE, 1, 1, SEALED),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, SEALED)),

    /** HDR, SK {SA, Nr, KEr, [N+]}. RFC 7296 §1.3.2. */
    REKEY_IKE_RESPONSE(
            new Rule(PayloadType.SA, 1, 1, SEALED),
            new Rule(PayloadType.NONCE, 1, 1, SEALED),
            new Rule(PayloadType.KE, 1, 1, SEALED),
            new Rule(PayloadType.NOTIFY, 0, Rule.MANY, SEALED));

    /** Where a payload has to stand. */
    enum Place {
        CLEAR,
        SEALED
    }

    /**
     * One row.
     *
     * @param least times the payload has to be there
     * @param most times it may be there
     */
    record Rule(PayloadType type, int least, int most, Place place) {
        static final int MANY = 100;
        static final int CERTIFICATES = 8;
    }

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Rule> rules;

    ExchangeRules(Rule... rules) {
        this.rules = List.of(rules);
    }

    /**
     * What is wrong with a message.
     *
     * @param clear payloads before the Encrypted payload, or all if there is none
     * @param sealed payloads inside it
     */
    Optional<String> violation(List<IkePayload> clear, List<IkePayload> sealed) {
        for (var rule : rules) {
            long inClear = count(rule.type(), clear);
            long inSealed = count(rule.type(), sealed);
            long wrong = rule.place() == SEALED ? inClear : inSealed;
            long right = rule.place() == SEALED ? inSealed : inClear;
            if (wrong > 0) return Optional.of(rule.type() + (rule.place() == SEALED ? " in the clear" : " inside SK"));
            if (right < rule.least()) return Optional.of(rule.type() + " is missing");
            if (right > rule.most()) return Optional.of(rule.type() + " is there " + right + " times");
        }
        return Optional.empty();
    }

    private static long count(PayloadType type, List<IkePayload> payloads) {
        return payloads.stream().filter(p -> p.type().equals(type)).count();
    }
}

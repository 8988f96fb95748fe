package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.TrafficSelector;
import org.waywiser.wire.ike.TrafficSelectors;

/**
 * A message that passed its integrity check.
 *
 * @param clear payloads before the Encrypted payload, authentic too
 * @param sealed payloads inside, empty if they are malformed
 */
record Protected(List<IkePayload> clear, List<IkePayload> sealed, Optional<Problem> malformed) {
    /** Clear and sealed payloads. */
    List<IkePayload> all() {
        return Stream.concat(clear.stream(), sealed.stream()).toList();
    }

    /** What is wrong with it in the light of these rules. */
    Optional<Problem> problem(ExchangeRules rules) {
        return malformed.or(() -> Problem.of(rules, clear, sealed));
    }

    /** The first payload of a class inside, if there is one. */
    <T extends IkePayload> Optional<T> first(Class<T> kind) {
        return sealed.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** The first notify of a type inside, if there is one. */
    Optional<Notify> notification(NotifyType type) {
        return notifies().filter(n -> n.notifyType().equals(type)).findFirst();
    }

    /** The first error inside, if there is one. */
    Optional<Notify> error() {
        return notifies().filter(n -> n.notifyType().error()).findFirst();
    }

    /** Of TSi or TSr; none if the payload is not there. */
    List<TrafficSelector> selectors(PayloadType type) {
        return sealed.stream()
                .filter(p -> p.type().equals(type))
                .map(TrafficSelectors.class::cast)
                .findFirst()
                .map(TrafficSelectors::selectors)
                .orElse(List.of());
    }

    private Stream<Notify> notifies() {
        return sealed.stream().filter(Notify.class::isInstance).map(Notify.class::cast);
    }
}

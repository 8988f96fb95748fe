package org.waywiser.protocol.ike;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/**
 * What the peer asks about the children of an IKE SA. RFC 7296 §1.4.1, §2.25.1.
 *
 * @param task what this end has asked itself and has no response to, if anything
 */
record ChildRequests(OpenSa sa, @Nullable Task task) {
    /** A request with Delete payloads, or none. */
    Informational.Answer delete(Protected request, Effects effects) {
        var halves = new ArrayList<IkePayload>();
        var closing = task instanceof DeleteChild(var _, var child) ? Optional.of(child) : Optional.<Child>empty();
        for (var payload : request.sealed()) {
            if (!(payload instanceof Delete delete)) continue;
            if (task instanceof CreateChild own) own.deletedByPeer(delete, effects);
            halves.addAll(sa.children().deletedByPeer(delete, closing, effects));
        }
        return new Informational.Answer(halves, Optional.empty());
    }

    Informational.Answer rekey(Protected request, long nowNanos, Effects effects) {
        var notify = request.notification(NotifyType.REKEY_SA).orElseThrow();
        var old = sa.children().named(notify.protocol(), notify.spi());
        if (old.isEmpty()) {
            return answer(new Notify(notify.protocol(), notify.spi(), NotifyType.CHILD_SA_NOT_FOUND, Octets.EMPTY));
        }
        // RFC 7296 §2.25.1: this end is closing it, or the peer should be
        if (sa.children().leaves(old.get())) return answer(Notify.of(NotifyType.TEMPORARY_FAILURE));
        return create(old, request, nowNanos, effects);
    }

    Informational.Answer create(Protected request, long nowNanos, Effects effects) {
        return create(Optional.empty(), request, nowNanos, effects);
    }

    private Informational.Answer create(Optional<Child> old, Protected request, long nowNanos, Effects effects) {
        var allowed = sa.policy().child().filter(_ -> !sa.children().full(old.isPresent()));
        if (allowed.isEmpty()) return answer(Notify.of(NotifyType.NO_ADDITIONAL_SAS));
        return switch (CreateChildAnswer.process(sa, allowed.get(), old, request)) {
            case CreateChildAnswer.Outcome.Refused(var answer, var detail) -> {
                effects.log("no child SA: " + detail);
                yield answer;
            }
            case CreateChildAnswer.Outcome.Agreed(var payloads, var child) -> {
                if (task instanceof CreateChild own && old.filter(own::rekeys).isPresent()) {
                    sa.children().add(child);
                    own.crossedBy(child);
                } else {
                    sa.began(old, child, nowNanos, effects);
                }
                yield new Informational.Answer(payloads, Optional.empty());
            }
        };
    }

    private static Informational.Answer answer(Notify notify) {
        return new Informational.Answer(List.of(notify), Optional.empty());
    }
}

package org.waywiser.protocol.ike;

import org.waywiser.wire.ike.Delete;

/** What this end wants of an open IKE SA. Wishes are granted one after the other: the window is one. RFC 7296 §2.3. */
sealed interface Wish {
    /** An answer, whatever it is. RFC 7296 §2.4. */
    record CheckLiveness() implements Wish {}

    /** A successor with new keys. RFC 7296 §2.18. */
    record RekeyIke() implements Wish {}

    /** Another IKE SA in its place, both identities proven anew. RFC 7296 §2.8.3. */
    record Reauthenticate() implements Wish {}

    /** Its end. RFC 7296 §1.4.1. */
    record DeleteIke(DeletionCause cause) implements Wish {}

    /** One more child. RFC 7296 §1.3.1. */
    record CreateChild() implements Wish {}

    /** Another child in the place of this one. RFC 7296 §1.3.3. */
    record RekeyChild(int spi) implements Wish {}

    /** The end of a child that the peer holds and this end does not. RFC 7296 §2.9. */
    record RefuseChild(Delete tell) implements Wish {}

    /** The end of a child. RFC 7296 §1.4.1. */
    record DeleteChild(int spi) implements Wish {}

    /** Whether it is left to the successor, once the IKE SA has one. */
    default boolean inherited() {
        return switch (this) {
            case CheckLiveness _, RekeyIke _ -> false;
            case DeleteIke(var cause) -> cause != DeletionCause.EXPIRED;
            case RefuseChild _, Reauthenticate _, CreateChild _, RekeyChild _, DeleteChild _ -> true;
        };
    }
}

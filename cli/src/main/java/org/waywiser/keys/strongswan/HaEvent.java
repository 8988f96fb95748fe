package org.waywiser.keys.strongswan;

import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.Rekeying;

/** What a message has led to. Secrets in it belong to whoever takes it. */
sealed interface HaEvent {
    /** An IKE SA can be found. */
    record Established(IkeSecret sa) implements HaEvent {}

    /** It cannot any longer. */
    record Deleted(IkeSecret sa) implements HaEvent {}

    /** An SA, or a child, has a successor. */
    record Rekeyed(Rekeying rekeying) implements HaEvent {}

    /** What people want to know. */
    record Log(String text) implements HaEvent {}
}

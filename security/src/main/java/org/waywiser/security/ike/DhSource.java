package org.waywiser.security.ike;

/** Where ephemeral key pairs come from; tests give fixed ones. */
@FunctionalInterface
public interface DhSource {
    /** A fresh key pair. */
    DhKeyPair generate(DhGroup group);
}

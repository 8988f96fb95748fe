package org.waywiser.lab.interop;

/** Who begins. */
enum Initiator {
    WE,
    STRONGSWAN;

    Initiator other() {
        return this == WE ? STRONGSWAN : WE;
    }
}

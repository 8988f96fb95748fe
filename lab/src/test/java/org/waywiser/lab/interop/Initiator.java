package org.waywiser.lab.interop;

/** Who begins. */
enum Initiator {
    WE,
    STRONGSWAN
}

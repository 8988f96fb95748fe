package org.waywiser.keys.embedded;

import org.waywiser.keys.IkeSecret;
import org.waywiser.protocol.ike.IkeInput;

/** Asks an engine for new keys, which by itself it makes when their time has come. */
public final class Rekeyings {
    private Rekeyings() {}

    /** Of its newest SA. */
    public static void ofIke(EmbeddedIke ike) {
        IkeSecret sa = ike.all().getLast();
        ike.ask(new IkeInput.Rekey(sa.spiI(), sa.spiR()));
    }

    /** Of the newest child of that. */
    public static void ofChild(EmbeddedIke ike) {
        IkeSecret sa = ike.all().getLast();
        ike.ask(new IkeInput.RekeyChild(
                sa.spiI(), sa.spiR(), ike.children(sa.spiI(), sa.spiR()).getLast()));
    }
}

package org.waywiser.security.ike;

import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/** How the packets of a child SA are numbered, transform type 5. RFC 7296 §3.3.2, RFC 4303 §2.2.1. */
public enum SequenceNumbers {
    /** 32 bits. */
    SHORT(0, "noesn"),
    /** 64 bits. */
    EXTENDED(1, "esn");

    private final int transformId;
    private final String keyword;

    SequenceNumbers(int transformId, String keyword) {
        this.transformId = transformId;
        this.keyword = keyword;
    }

    Transform transform() {
        return Transform.of(TransformType.ESN, transformId);
    }

    /** As proposals spell it. */
    public String keyword() {
        return keyword;
    }
}
